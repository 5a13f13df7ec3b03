package dev.twotick.dispatch.simulation;

import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node's way to the store that all share. Before each step and after it the node may die, the store may be away, and
 * others may go on; a step may be done and its answer lost.
 */
final class StoreLink implements InvocationHandler {
    private static final Set<String> UNTROUBLED = Set.of("now", "durable", "close", "toString", "hashCode", "equals");

    private final World world;
    private final Node node;
    private final Outbox store;

    private StoreLink(World world, Node node, Outbox store) {
        this.world = world;
        this.node = node;
        this.store = store;
    }

    static Outbox of(World world, Node node, Outbox store) {
        return (Outbox) Proxy.newProxyInstance(
                StoreLink.class.getClassLoader(), new Class<?>[] {Outbox.class}, new StoreLink(world, node, store));
    }

    /** Without a stack trace, since so many of them are logged. */
    private static OutboxException away(String message) {
        OutboxException away = new OutboxException(message);
        away.setStackTrace(new StackTraceElement[0]);
        return away;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (UNTROUBLED.contains(method.getName())) {
            return call(method, arguments);
        }
        node.checkAlive();
        if (!world.isStormy()) {
            return call(method, arguments);
        }
        node.enterStore();
        try {
            return troubled(method, arguments);
        } finally {
            node.leaveStore();
        }
    }

    private @Nullable Object troubled(Method method, Object @Nullable [] arguments) throws Throwable {
        String step = method.getName();
        world.maybePause(node);
        world.maybeCrash(node, "before " + step);
        if (world.isStoreAway()) {
            throw away("the store is away");
        }
        Object result = call(method, arguments);
        world.say(node.name, step, result);
        world.maybeCrash(node, "after " + step);
        if (world.losesAnAnswer()) {
            world.say(node.name, "does not hear what came of", step);
            throw away("the store's answer was lost");
        }
        world.maybePause(node);
        return result;
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}

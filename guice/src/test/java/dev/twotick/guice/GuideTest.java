package dev.twotick.guice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.name.Names;
import dev.twotick.Twotick;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.RecordingTransport;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of the guide, compiled and run. */
class GuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "guice.md");
    private static final Path SOURCES = Path.of("src", "test", "java", "dev", "twotick", "guice");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    @Timeout(30)
    void aProgramSendsAndCloses() {
        Settings settings = Settings.EMPTY.with("relay.main.url", "recording:main");

        Injector injector = Guice.createInjector(new MailModule(settings));
        try (Twotick post = injector.getInstance(Twotick.class)) {
            LetterId invoice = injector.getInstance(Billing.class).invoice("ann@customer.example", "Dear Ann");
            post.track(invoice).orElseThrow().submitted().join();
        }

        assertThat(injector.getInstance(Outbox.class).stocktake().in(SubmissionState.SUBMITTED))
                .isEqualTo(1);
        assertThat(injector.getInstance(Doubts.class).number).hasValue(0);
    }

    @Test
    void aSecondOneHasPartsOfItsOwn() {
        RecordingTransport bulk = new RecordingTransport();
        Injector injector = Guice.createInjector(new NewsletterModule(), binder -> {
            MapBinder.newMapBinder(binder, String.class, Transport.class, Names.named("newsletter"))
                    .addBinding("bulk")
                    .toInstance(bulk);
        });

        try (Twotick newsletter = injector.getInstance(Key.get(Twotick.class, Names.named("newsletter")))) {
            assertThat(newsletter.outbox())
                    .isSameAs(injector.getInstance(Key.get(Outbox.class, Names.named("newsletter"))));
        }
        assertThat(bulk.closed()).isTrue();
    }

    @Test
    void theGuideShowsTheseExamples() {
        String examples = Stream.of("MailModule", "Billing", "NewsletterModule", "GuideTest")
                .map(name -> read(SOURCES.resolve(name + ".java")))
                .map(GuideTest::withoutIndent)
                .collect(Collectors.joining("\n"));
        List<String> shown = JAVA_BLOCK
                .matcher(read(GUIDE))
                .results()
                .map(block -> withoutIndent(block.group(1)))
                .toList();

        assertThat(shown).isNotEmpty().allSatisfy(block -> assertThat(examples).contains(block));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutIndent(String code) {
        return Arrays.stream(code.split("\n", -1)).map(String::strip).collect(Collectors.joining("\n"));
    }
}

package dev.twotick.dispatch.simulation;

/** Ends everything that a node was doing when it crashed. An error, so that nothing takes it for a fault to be handled. */
final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
        super("the node has crashed", null, false, false);
    }
}

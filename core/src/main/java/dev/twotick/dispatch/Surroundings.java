package dev.twotick.dispatch;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What the engine takes from its process, apart so that all of it can be played by a test: time, chance and threads.
 *
 * @param ticker measures how long something takes
 * @param random draws pauses
 * @param io runs submissions; a submission may block its thread for minutes
 * @param wake called from any thread when a clerk may find something to do before its pause is over
 */
record Surroundings(Ticker ticker, RandomGenerator random, Executor io, Consumer<Clerk> wake) {}

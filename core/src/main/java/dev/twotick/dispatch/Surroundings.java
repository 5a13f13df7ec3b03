package dev.twotick.dispatch;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the engine takes from its process, apart so that all of it can be played by a test: time, chance and threads.
 *
 * @param ticker measures how long something takes
 * @param random draws pauses
 * @param io runs submissions; a submission may block its thread for minutes
 * @param wake called from any thread when the clerks may find something to do
 */
record Surroundings(Ticker ticker, RandomGenerator random, Executor io, Runnable wake) {}

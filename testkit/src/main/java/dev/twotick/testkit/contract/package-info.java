/**
 * What every adapter has to fulfil, as tests: extend the contract of the SPI that you implement, say how an instance is made,
 * and run it with JUnit 5.
 *
 * <p>{@link dev.twotick.testkit.contract.OutboxContract}, {@link dev.twotick.testkit.contract.TransportContract}, {@link
 * dev.twotick.testkit.contract.SentStoreContract} and {@link dev.twotick.testkit.contract.DeliveryConfirmationContract} need
 * JUnit Jupiter, AssertJ and Awaitility on the class path; nothing else of the testkit does.
 */
@NullMarked
package dev.twotick.testkit.contract;

import org.jspecify.annotations.NullMarked;

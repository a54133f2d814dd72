/**
 * What a run may meet outside of itself: its message says what, why and what to do, and parts of that may be untrusted.
 * Any other error is one of our own, which is never shown as anything else.
 */
export class Foreseen extends Error {}

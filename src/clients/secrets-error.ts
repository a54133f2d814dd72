import { Foreseen } from '../safe/foreseen.ts';

/** Secrets could not be read or written. */
export class SecretsError extends Foreseen {}

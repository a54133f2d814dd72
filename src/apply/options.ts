/** What the faces give to a run of plan or register. */
import type { Clock, Deadline } from '../clients/clock.ts';
import type { ConduitClient } from '../clients/conduit.ts';
import type { SecretKeeper } from '../clients/github-secrets.ts';
import type { PlanContext } from '../plan/facts.ts';
import type { NoToken, Plan } from '../plan/plan.ts';
import type { StateStore } from '../state/store.ts';
import type { Look } from './look.ts';
import type { Result } from './results.ts';

/** What plan and register work upon. */
export interface Target {
  context: PlanContext;
  store: StateStore;
  /** Undefined without a token for it. */
  secrets: SecretKeeper | undefined;
  /** Reads from Conduit; absent when the run is not to, or has no credentials for it. */
  look?: Look | 'no-credentials' | undefined;
  /** True when there is a manifest at `path` of the repository that declares webhooks for this environment. */
  isManifest(path: string): boolean;
}

export interface RegisterOptions extends Target {
  /**
   * Loads what requests need, before they are written to state: after that nothing may fail that can fail earlier. The
   * client begins no request once `cancelled` is aborted, nor one that could not end before `deadline`.
   */
  connect(): Promise<(cancelled: AbortSignal, deadline: Deadline) => ConduitClient>;
  /** Requests at a time. */
  concurrency: number;
  /** For one request, in milliseconds. */
  timeoutMs: number;
  /** Once aborted, no further request begins; its reason says why. */
  cancelled: AbortSignal;
  /** Once aborted, waits end. */
  expired: AbortSignal;
  clock: Clock;
  /** Sixteen random hexadecimal digits. */
  randomId(): string;
  /** Why `secrets` is undefined. */
  noToken: NoToken | undefined;
  /**
   * Takes results into the outputs as soon as they are known, with all so far. If it throws, nothing more is sent.
   * @throws Foreseen
   */
  keep(news: readonly Result[], all: () => readonly Result[]): void;
  /** Told of the plan before anything is sent or shown. */
  begin(plan: Plan): void;
  /** Told the name of each webhook just before the first byte of its request is sent. */
  onSend(name: string): void;
  /** Told of each result when nothing will change it any more. */
  show(result: Result): void;
}

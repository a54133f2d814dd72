/** What Conduit has, beside what is declared. Facts alone: of the plan, they change an adoption of what is not there. */
import type { Reading } from '../clients/reply.ts';
import type { Plan, PlanError, PlannedWebhook } from '../plan/plan.ts';
import { heldIds, type StateDocument } from '../state/document.ts';
import { type Difference, differencesFrom } from '../webhook/body.ts';

/** What reading a webhook has shown. */
export type Finding = { id: string } & (
  | { kind: 'verified'; noSecret?: NoSecret | undefined }
  | { kind: 'drifted'; differences: readonly Difference[]; noSecret?: NoSecret | undefined }
  /** Conduit does not have it. */
  | { kind: 'missing' }
  | { kind: 'unread'; reason: string }
);

/** Why a reading gave no signing secret. `shared`: another webhook has the same. */
export type NoSecret = 'absent' | 'redacted' | 'unusable' | 'shared';

/** What a run has seen at Conduit. */
export interface Looked {
  /** By the webhook's name. */
  findings: ReadonlyMap<string, Finding>;
  /** Signing secrets by the webhook's ID; no two are the same. */
  secrets: ReadonlyMap<string, string>;
}

export const nothingSeen: Looked = { findings: new Map(), secrets: new Map() };

/** The signing secret that a reading gives. */
export function secretIn(reading: Reading | undefined): string | undefined {
  const isGiven = reading?.kind === 'found' && typeof reading.secret === 'object';
  return isGiven ? (reading.secret as { value: string }).value : undefined;
}

/** The IDs that a plan depends on at Conduit: those that are current, and those that would be adopted. */
export function idsToRead({ webhooks }: Plan): string[] {
  return webhooks.flatMap(({ id }) => id ?? []);
}

/** What the readings say of the plan's webhooks. */
export function lookedAt({ webhooks }: Plan, readings: ReadonlyMap<string, Reading>): Looked {
  const given = webhooks.flatMap(({ id = '' }) => secretIn(readings.get(id)) ?? []);
  const shared = Map.groupBy(given, (secret) => secret);
  const findings = new Map<string, Finding>();
  const secrets = new Map<string, string>();
  for (const webhook of webhooks) {
    const { id, declaration } = webhook;
    const reading = id === undefined ? undefined : readings.get(id);
    if (id === undefined || reading === undefined || reading.kind === 'denied') continue;
    const secret = secretIn(reading);
    const isShared = secret !== undefined && shared.get(secret)?.length !== 1;
    if (secret !== undefined && !isShared) secrets.set(id, secret);
    findings.set(declaration.name, findingOf(webhook, id, reading, isShared));
  }
  return { findings, secrets };
}

function findingOf(
  { declaration, notes }: PlannedWebhook,
  id: string,
  reading: Exclude<Reading, { kind: 'denied' }>,
  isShared: boolean,
): Finding {
  if (reading.kind === 'missing') return { kind: 'missing', id };
  if (reading.kind === 'unread') return { kind: 'unread', id, reason: reading.reason };
  // What patterns have come to mean is told by a note of its own.
  const grown = notes.flatMap((note) => (note.kind === 'grown' ? note.events : []));
  const differences = differencesFrom(declaration.body, reading.webhook, grown);
  const own = typeof reading.secret === 'string' ? reading.secret : undefined;
  const noSecret = isShared ? 'shared' : own;
  return differences.length === 0 ? { kind: 'verified', id, noSecret } : { kind: 'drifted', id, differences, noSecret };
}

/** The plan with an error for each `id` that cannot be adopted, and for what Conduit did not let the run read. */
export function withErrors(plan: Plan, state: StateDocument, readings: ReadonlyMap<string, Reading>): Plan {
  const held = heldIds(state);
  const errors: PlanError[] = [];
  const webhooks = plan.webhooks.map((one): PlannedWebhook => {
    const { id, status, declaration } = one;
    if (id === undefined || held.has(id) || status === 'outdated') return one;
    if (readings.get(id)?.kind !== 'missing') return one;
    errors.push({ kind: 'id-missing', name: declaration.name, id });
    return { ...one, id: undefined, status: 'faulty', notes: [] };
  });
  const denied = plan.webhooks.flatMap(({ declaration: { name }, id = '' }) => {
    const reading = readings.get(id);
    return reading?.kind === 'denied' ? [{ name, id, reading }] : [];
  });
  for (const [status, some] of Map.groupBy(denied, ({ reading }) => reading.status)) {
    const named = some.map(({ name, id }) => ({ name, id }));
    errors.push({
      kind: 'read-denied',
      status,
      webhooks: named,
      errors: some[0]?.reading.errors ?? [],
    });
  }
  return { ...plan, webhooks, errors: [...plan.errors, ...errors] };
}

/** What Conduit has, beside what is declared. Facts alone: of the plan, they change an adoption of what is not there. */
import type { ConduitReader } from '../clients/conduit.ts';
import type { Reading } from '../clients/reply.ts';
import type { Plan, PlanError, PlannedWebhook } from '../plan/plan.ts';
import { heldIds, type StateDocument } from '../state/document.ts';
import { type Difference, differencesFrom } from '../webhook/body.ts';

/** What reading a webhook has shown. */
export type Finding =
  | { kind: 'verified'; noSecret?: NoSecret | undefined }
  | { kind: 'drifted'; differences: readonly Difference[]; noSecret?: NoSecret | undefined }
  /** Conduit does not have it. */
  | { kind: 'missing' }
  | { kind: 'unread'; reason: string };

/** Why a reading gave no signing secret. `shared`: another webhook has the same. */
export type NoSecret = 'absent' | 'redacted' | 'unusable' | 'shared';

/** What a run has seen at Conduit, by the webhook's ID. No two signing secrets are the same. */
export interface Looked {
  findings: ReadonlyMap<string, Finding>;
  secrets: ReadonlyMap<string, string>;
}

/** What was seen; nothing by a run that did not look. */
export function seenBy(looked: Looked | 'no-credentials' | undefined): Looked {
  return typeof looked === 'object' ? looked : { findings: new Map(), secrets: new Map() };
}

type Readings = ReadonlyMap<string, Reading>;

/** Reads webhooks by their IDs. Gives these, and all that were read before. What Conduit denies ends the reading. */
export type Look = (ids: readonly string[]) => Promise<Readings>;

/** Reads each webhook once, `concurrency` at a time; `connect` is called when there is something to read. */
export function openLook(connect: () => Promise<ConduitReader>, concurrency: number): Look {
  const readings = new Map<string, Reading>();
  let isDenied = false;
  return async (ids) => {
    const left = [...new Set(ids)].filter((id) => !readings.has(id));
    if (left.length === 0) return readings;
    const client = await connect();
    const queue = left.values();
    async function work(): Promise<void> {
      for (const id of queue) {
        if (isDenied) return;
        const reading = await client.read(id);
        readings.set(id, reading);
        isDenied ||= reading.kind === 'denied';
      }
    }
    try {
      await Promise.all(Array.from({ length: concurrency }, work));
    } finally {
      client.close();
    }
    return readings;
  };
}

/** Reads what is current, and what would be adopted: the plan with the errors that come of it, and what was seen. */
export async function lookAt(plan: Plan, state: StateDocument, look: Look): Promise<{ plan: Plan; looked: Looked }> {
  const readings = await look(plan.webhooks.flatMap(({ id }) => id ?? []));
  return { plan: withErrors(plan, state, readings), looked: lookedAt(plan, readings) };
}

/** The signing secret that a reading gives. */
export function secretIn(reading: Reading | undefined): string | undefined {
  return reading?.kind === 'found' && typeof reading.secret === 'object' ? reading.secret.value : undefined;
}

function lookedAt({ webhooks }: Plan, readings: Readings): Looked {
  const given = webhooks.flatMap(({ id = '' }) => secretIn(readings.get(id)) ?? []);
  const shared = Map.groupBy(given, (secret) => secret);
  const findings = new Map<string, Finding>();
  const secrets = new Map<string, string>();
  for (const webhook of webhooks) {
    const { id = '' } = webhook;
    const reading = readings.get(id);
    if (reading === undefined || reading.kind === 'denied') continue;
    const secret = secretIn(reading);
    const isShared = secret !== undefined && shared.get(secret)?.length !== 1;
    if (secret !== undefined && !isShared) secrets.set(id, secret);
    findings.set(id, findingOf(webhook, reading, isShared));
  }
  return { findings, secrets };
}

function findingOf(
  { declaration, notes }: PlannedWebhook,
  reading: Exclude<Reading, { kind: 'denied' }>,
  isShared: boolean,
): Finding {
  if (reading.kind !== 'found') return reading;
  // What patterns have come to mean is told by a note of its own.
  const grown = notes.flatMap((note) => (note.kind === 'grown' ? note.events : []));
  const differences = differencesFrom(declaration.body, reading.webhook, grown);
  const own = typeof reading.secret === 'string' ? reading.secret : undefined;
  const noSecret = isShared ? 'shared' : own;
  return differences.length === 0 ? { kind: 'verified', noSecret } : { kind: 'drifted', differences, noSecret };
}

/** The plan with an error for each `id` that cannot be adopted, and for what Conduit did not let the run read. */
function withErrors(plan: Plan, state: StateDocument, readings: Readings): Plan {
  const held = heldIds(state);
  const errors: PlanError[] = [];
  const webhooks = plan.webhooks.map((one): PlannedWebhook => {
    const { id = '', status, declaration } = one;
    if (held.has(id) || status === 'outdated' || readings.get(id)?.kind !== 'missing') return one;
    errors.push({ kind: 'id-missing', name: declaration.name, id });
    return { ...one, id: undefined, status: 'faulty', notes: [] };
  });
  const denied = plan.webhooks.flatMap(({ declaration: { name }, id = '' }) => {
    const reading = readings.get(id);
    return reading?.kind === 'denied' ? { ...reading, name, id } : [];
  });
  for (const [status, some] of Map.groupBy(denied, (one) => one.status)) {
    const named = some.map(({ name, id }) => ({ name, id }));
    errors.push({ kind: 'read-denied', status, webhooks: named, errors: some[0]?.errors ?? [] });
  }
  return { ...plan, webhooks, errors: [...plan.errors, ...errors] };
}

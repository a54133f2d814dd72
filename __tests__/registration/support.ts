/** Facts, declarations and decisions for the tests of a plan. */
import type { DecisionLine } from '../../src/manifest/decisions.ts';
import { parseDecision } from '../../src/manifest/decisions.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import { attemptOf } from '../../src/registration/findings.ts';
import type { Moment, PlanContext } from '../../src/registration/plan.ts';
import {
  type Attempt,
  blankRecord,
  type Current,
  emptyState,
  type StateDocument,
  type WebhookRecord,
} from '../../src/state/document.ts';
import { describe, type WebhookBody } from '../../src/webhook.ts';

export const now = '2026-11-26T12:00:00.000Z';
export const earlier = '2026-11-26T11:00:00.000Z';
export const later = '2026-11-26T12:05:00.000Z';

export const manifestPath = '.github/conduit-webhooks.yml';
export const apiUrl = 'https://api.sandbox.conduit.financial';

/** The run that plans. */
export const moment: Moment = { at: now, run: { id: '200', attempt: '1', commit: 'c0ffee' } };

/** The run that recorded what is in state. */
export const recorded: Moment = { at: earlier, run: { id: '100', attempt: '1', commit: 'beef' } };

/** A declaration of the events `patterns`; a URL of its own goes with the name. */
export function declared(name: string, fields: Partial<Declaration> = {}): Declaration {
  const patterns = fields.patterns ?? ['transaction.completed'];
  const body: WebhookBody = {
    url: `https://hooks.example.com/${name}`,
    events: patterns as WebhookBody['events'],
    status: 'enabled',
    ...fields.body,
  };
  return { name, patterns, ...fields, body };
}

/** The declaration with another URL. */
export function moved(declaration: Declaration, path = 'moved'): Declaration {
  const url = `https://hooks.example.com/${path}`;
  return { ...declaration, body: { ...declaration.body, url } };
}

/** What state has of a webhook that was registered as it is declared. */
export function current(
  id: string,
  { body, patterns }: Declaration,
  origin: Current['origin'] = 'created',
): Current {
  const described = describe(body, patterns);
  return {
    id,
    origin,
    body: { ...described.body },
    patterns: [...described.patterns],
    ...recorded,
  };
}

/** What state has of a request whose outcome is not known; `until` in the past unless said otherwise. */
export function attempt(id: string, of: Declaration, fields: Partial<Attempt> = {}): Attempt {
  return { ...attemptOf(of, { id, until: earlier, moment: recorded }), ...fields };
}

export function record(fields: Partial<WebhookRecord>): WebhookRecord {
  return { ...blankRecord, ...fields };
}

export function stateOf(
  webhooks: Record<string, WebhookRecord>,
  fields: Partial<StateDocument> = {},
): StateDocument {
  return { ...emptyState('sandbox', manifestPath, apiUrl), webhooks, ...fields };
}

export function decisionLines(...texts: string[]): DecisionLine[] {
  return texts.map((text) => {
    const parsed = parseDecision(text);
    if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
    return { text, decision: parsed.decision };
  });
}

export function contextOf(
  declarations: readonly Declaration[],
  fields: Partial<PlanContext> = {},
): PlanContext {
  return {
    environment: 'sandbox',
    manifest: manifestPath,
    apiUrl,
    declarations,
    decisions: [],
    onChange: 'ask',
    secretsEnvironment: undefined,
    remembers: true,
    writer: { server: 'https://github.example.com', run: '200' },
    moment,
    ...fields,
  };
}

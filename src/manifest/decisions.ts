/** The grammar of decisions: a line → what it says. What a decision does is settled elsewhere. */
import { plainId, requestId, requestPrefix } from '../safe/id.ts';
import { quoted, type Range } from './problem.ts';
import { didYouMean, webhookName, wrongName } from './suggest.ts';

export type Decision =
  | { verb: 'replace'; name: string; id: string }
  /** `name` may be `@state`. */
  | { verb: 'keep'; name: string; code: string }
  /** `id` is a webhook's ID, or that of a request. */
  | { verb: 'gone'; name: string; id: string };

/** A decision as declared, and where in the manifest, if there. */
export interface DecisionLine {
  decision: Decision;
  range?: Range;
}

const forms: Readonly<Record<string, string>> = {
  replace: '"replace NAME whk_…"',
  keep: '"keep NAME CODE"',
  gone: `"gone NAME whk_…" or "gone NAME ${requestPrefix}…"`,
} satisfies Record<Decision['verb'], string>;
const verbs = Object.keys(forms);

/** The name that `keep` takes for the state as a whole. */
export const wholeState = '@state';

/** The line that says a decision. */
export function lineOf(decision: Decision): string {
  const { verb, name } = decision;
  return `${verb} ${name} ${decision.verb === 'keep' ? decision.code : decision.id}`;
}

/** Reads one line: a verb, a name, and an ID or a code, with blanks between them. */
export function parseDecision(text: string): { ok: true; decision: Decision } | { ok: false; message: string } {
  const [verb = '', name = '', key = '', ...rest] = text.trim().split(/\s+/);
  const message = wrongVerb(verb) ?? wrongParts(verb, name, key, rest.length) ?? wrongKey(verb, key);
  if (message !== undefined) return { ok: false, message };
  const decision: Decision =
    verb === 'keep' ? { verb, name, code: key } : { verb: verb as 'replace' | 'gone', name, id: key };
  return { ok: true, decision };
}

function wrongVerb(verb: string): string | undefined {
  if (verb === '') return `The decision is empty. Write ${Object.values(forms).join(', ')}.`;
  if (verb === '-') return 'A decision begins with its verb. Remove the "-".';
  if (verbs.includes(verb)) return undefined;
  const suggestion = didYouMean(verb, verbs) || ' Use "replace", "keep" or "gone".';
  return `${quoted(verb)} is not a decision.${suggestion}`;
}

function wrongParts(verb: string, name: string, key: string, more: number): string | undefined {
  if (name === '') return `The name of the webhook is missing. Write ${forms[verb]}.`;
  if (key === '') {
    const missing = verb === 'keep' ? 'code' : 'ID';
    return `The ${missing} after ${quoted(name)} is missing. Write ${forms[verb]}.`;
  }
  if (more > 0) return 'Too many words. Write one decision per line, each starting with "- ".';
  if (name === wholeState && verb !== 'keep') {
    return `"${wholeState}" works only with "keep". Use a webhook name.`;
  }
  if (name === wholeState || webhookName.test(name)) return undefined;
  return webhookName.test(key)
    ? `The name stands before the ID or code. Did you mean ${quoted(`${verb} ${key} ${name}`)}?`
    : wrongName(name);
}

/** What is wrong with the ID or the code at the end of the line. */
function wrongKey(verb: string, key: string): string | undefined {
  const isCode = /^[0-9a-f]{8}$/.test(key);
  if (verb === 'keep') {
    if (isCode) return undefined;
    const rule = 'Copy the 8-character code from the run.';
    if (['whk_', requestPrefix].some((prefix) => key.startsWith(prefix)))
      return `${quoted(key)} is an ID, but "keep" needs a code. ${rule}`;
    const meant = /^[0-9a-f]{8}$/i.test(key) ? ` Did you mean "${key.toLowerCase()}"?` : '';
    return `${quoted(key)} is not a code. ${rule}${meant}`;
  }
  if (isCode) return `${quoted(key)} is a code, but ${quoted(verb)} needs an ID. Use ${forms[verb]}.`;
  if (!key.startsWith(requestPrefix)) {
    return plainId.test(key) ? undefined : `${quoted(key)} is not an ID. Write ${forms[verb]}.`;
  }
  if (verb === 'replace') {
    return `${quoted(key)} is a request ID, but "replace" needs a webhook ID (whk_…).`;
  }
  return requestId.test(key) ? undefined : `${quoted(key)} is not a valid request ID. Copy the line from the run.`;
}

/** One thing that a person is told about a run: what happened, why, and what to do. */
import type { ApiError } from '../clients/reply.ts';
import type { Environment } from '../generated/api.ts';
import { type Decision, lineOf } from '../manifest/decisions.ts';
import type { Range } from '../manifest/problem.ts';
import { counted, cut, dateText, ended, inNumber, type Part, say, type Text, value } from '../safe/prose.ts';
import type { Current, Run, StandingRequest } from '../state/document.ts';
import type { Difference } from '../webhook/body.ts';

/** What each kind of topic is marked and headed with, and its annotation's severity; in the order of telling. */
export const kinds = {
  error: { mark: '✗', heading: 'Errors', severity: 'error' },
  question: { mark: '?', heading: 'Questions', severity: 'error' },
  warning: { mark: '!', heading: 'Warnings', severity: 'warning' },
  deletion: { mark: '-', heading: 'To delete in the Conduit Dashboard', severity: 'warning' },
  decision: { mark: '✓', heading: 'Decisions', severity: undefined },
  notice: { mark: 'i', heading: 'Notices', severity: 'notice' },
  next: { mark: 'i', heading: 'Next', severity: undefined },
  quiet: { mark: '·', heading: 'Decisions with no effect', severity: undefined },
} as const;

export interface Topic {
  kind: keyof typeof kinds;
  /** The webhook that it is about; absent when it is about the run. */
  name?: string | undefined;
  /** What happened, in a sentence or two; a question ends with the question. */
  says: Text;
  /** What is so of this webhook. */
  facts?: readonly Fact[] | undefined;
  /** What to do. */
  advice?: Text | undefined;
  /** What can be pasted, the safest first. */
  choices?: readonly Choice[] | undefined;
  /** What else there is to know. */
  also?: Text | undefined;
  /** Where in the manifest it is to be seen: a field of the webhook, or its name for a field that it does not have. */
  place?: { field: string | undefined } | { range: Range } | undefined;
  /** True for what would be in the way anywhere else. */
  onlyInSummary?: true;
}

/** A sentence; data with its label; or a field that is declared otherwise than it is registered. */
export type Fact = Text | { label: string; data: Text } | Difference;

/** Something to paste into the manifest. */
export interface Choice {
  /** The condition under which it is right, or its purpose; ends with a colon. */
  when: Text;
  paste: Paste;
}

/** A line for the environment's `decisions`; or an `id` for the webhook `idOf`, which the reader may have to find. */
export type Paste = { line: string } | { idOf: string; id?: string };

/** What a report is made for. */
export interface ReportContext {
  mode: 'plan' | 'register';
  environment: Environment;
  manifest: {
    /** Relative to the workspace, with `/`. */
    path: string;
    /** Where a webhook's field stands; its name, for a field that it does not have or none. */
    rangeOf(name: string, environment: Environment, field?: string): Range;
  };
  /** The run that reports; `repositoryUrl` is undefined outside a workflow. */
  run: { id: string; repositoryUrl: string | undefined };
  /** False with `state: none`. */
  remembers: boolean;
  /** True when the run was told to end. */
  isCancelled: boolean;
  /** What the faces of the product say in their own words. */
  words: {
    /** Where `state` is set, with its article. */
    state: Text;
    /** Why GitHub secrets are not checked. */
    unseen: Text;
  };
}

/** `run 120`, with its page where it has one. */
export function runLink(id: string, { run }: ReportContext, label = 'run'): Part {
  const hasPage = run.repositoryUrl !== undefined && /^\d{1,20}$/.test(id);
  const url = hasPage ? `${run.repositoryUrl}/actions/runs/${id}` : undefined;
  return { kind: 'link', text: `${label} ${id}`, url };
}

/** `26 Nov 2026, 01:21 UTC, run 120`. A run outside a workflow has no ID. */
export function whenAndBy({ at, run }: { at: string; run: Run }, context: ReportContext): Text {
  const by = run.id === '' ? [] : say`, ${runLink(run.id, context)}`;
  return say`${dateText(at)}${by}`;
}

/** When and by which run it was registered or requested, and its ID, as data. */
export function originOf(one: Current | StandingRequest, context: ReportContext): Fact {
  if ('until' in one) return { label: 'requested', data: whenAndBy(one, context) };
  const label = one.origin === 'created' ? 'registered' : 'adopted';
  return { label, data: say`${whenAndBy(one, context)}, ${value(one.id)}` };
}

/** More differences of one webhook than anyone reads are counted. */
const mostDifferences = 30;

/** What is declared otherwise than it is registered, as facts. */
export function differenceFacts(differences: readonly Difference[]): Fact[] {
  const rest = differences.length - mostDifferences;
  const more = `${counted(rest, 'more field')} ${rest === 1 ? 'differs' : 'differ'}.`;
  return [...differences.slice(0, mostDifferences), ...(rest > 0 ? [say`${more}`] : [])];
}

/** A decision to paste, and when it is right. */
export function choice(decision: Decision, when: Text): Choice {
  return { when, paste: { line: lineOf(decision) } };
}

/** What comes before the lines that can be added to the manifest; `lead` begins the sentence. */
export function addLine(choices: readonly Choice[], lead?: Text): Text {
  const which = choices.length === 1 ? 'this line' : 'one of these lines';
  const start = lead === undefined ? say`Add` : say`${lead} add`;
  return say`${start} ${which}${inNumber('', ' for each webhook')} to the manifest:`;
}

/** The webhook, or the webhooks, as the object of a sentence. */
export const itThem = inNumber('it', 'them');

/** What becomes of a webhook that is replaced. */
export const oldOnesStay = say`${inNumber('the old one stays', 'the old ones stay')} active until you delete ${itThem}
  in the Conduit Dashboard`;

/** The only decision that there is to paste, and what comes before it. */
export function offered(decision: Decision, when: Text, lead: Text): Pick<Topic, 'advice' | 'choices'> {
  const choices = [choice(decision, when)];
  return { advice: addLine(choices, lead), choices };
}

/** What `replace` creates. */
export const newOnes = inNumber('a new webhook with a new signing secret', 'new webhooks with new signing secrets');

/** What `replace` is for. */
export const toReplace = say`To create ${newOnes} (${oldOnesStay}, so each event arrives twice until then):`;

/** A GitHub secret as people find it in GitHub. */
export function secretPlace(key: string): Text {
  const [name = '', environment] = key.split('/');
  return environment === undefined
    ? say`${value(name)}`
    : say`${value(name)} in the GitHub environment ${value(environment)}`;
}

/** So much of a text of the API is shown, in UTF-16 units. */
const longestDetail = 600;

/** What the API said, in sentences; undefined when it said nothing. */
export function detailsOf(errors: readonly ApiError[] = []): string | undefined {
  const details = errors.map(({ detail, code: name }) => {
    const said = cut(detail, longestDetail);
    return name === '' ? said : `${said.replace(/\.$/, '')} (${cut(name, 100)})`.trim();
  });
  return details.length === 0 ? undefined : details.map(ended).join(' ');
}

/** The same as a fact. */
export function apiReplied(errors: readonly ApiError[] | undefined): Fact[] {
  const said = detailsOf(errors);
  return said === undefined ? [] : [{ label: 'Conduit replied', data: [said] }];
}

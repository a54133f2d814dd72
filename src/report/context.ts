/** What a report is made for, and the few phrases that many of its sentences share. */
import type { ApiError } from '../clients/reply.ts';
import type { Environment } from '../generated/api.ts';
import type { Range } from '../manifest/problem.ts';
import {
  code,
  cut,
  dateText,
  ended,
  inNumber,
  type Part,
  say,
  type Text,
  value,
} from '../safe/prose.ts';
import type { Attempt, Current, Run } from '../state/document.ts';

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
  words: FaceWords;
}

/** What the faces of the product say in their own words. */
export interface FaceWords {
  /** Where `state` is set, with its article. */
  state: Text;
  /** Why GitHub secrets are not checked. */
  unseen: Text;
}

/** `run 120`, with its page where it has one. */
export function runLink(id: string, { run }: ReportContext, label = 'run'): Part {
  const hasPage = run.repositoryUrl !== undefined && /^\d{1,20}$/.test(id);
  const url = hasPage ? `${run.repositoryUrl}/actions/runs/${id}` : undefined;
  return { kind: 'link', text: `${label} ${id}`, url };
}

/** ` on 26 Nov 2026, 01:21 UTC by run 120`. A run outside a workflow has no ID. */
export function whenAndBy({ at, run }: { at: string; run: Run }, context: ReportContext): Text {
  const by = run.id === '' ? [] : say` by ${runLink(run.id, context)}`;
  return say` on ${dateText(at)}${by}`;
}

/** `registered on … by run 120 as whk_…`; for an attempt, `requested on … by run 120`. */
export function origin(recorded: Current | Attempt, context: ReportContext): Text {
  const when = whenAndBy(recorded, context);
  if ('until' in recorded) return say`requested${when}`;
  const how = recorded.origin === 'created' ? 'registered' : 'adopted';
  return say`${how}${when} as ${value(recorded.id)}`;
}

/** The place in the manifest for the environment's decisions. */
function decisionsPath({ environment }: ReportContext): Part {
  return value(`environments.${environment}.decisions`);
}

/** What can be done by a decision. */
export function withLine(context: ReportContext, doing: string | Text): Text {
  const each = inNumber('', ' for each webhook');
  const place = decisionsPath(context);
  return say`${doing} with one line${each} under ${place} (or in the input ${code('decisions')}):`;
}

/** What comes before the decisions that can be taken; `otherwise` is what would do without one. */
export function decide(context: ReportContext, otherwise?: string | Text): Text {
  return withLine(context, otherwise === undefined ? 'Decide' : say`${otherwise}, or decide`);
}

/** What to add once something is done. */
export function thenAdd(context: ReportContext, doing: Text): Text {
  return say`${doing}, then add under ${decisionsPath(context)}:`;
}

const oneStays = inNumber('The old one stays', 'The old ones stay');

/** What becomes of a webhook that is replaced. */
export const oldOnesStay = say`${oneStays} active until you
  ${inNumber('delete it', 'delete them')}.`;

const newOnes = inNumber(
  'a new webhook with a new signing secret',
  'new webhooks with new signing secrets',
);

/** What `replace` does. */
export const replaces = say`Register ${newOnes}. ${oldOnesStay}`;

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
export function apiSaid(errors: readonly ApiError[] | undefined): Text[] {
  const said = detailsOf(errors);
  return said === undefined ? [] : [say`Conduit said: ${said}`];
}

/** What a step means for a person, in words: why nothing was sent, and the ways on. */
import type { Environment } from '../generated/api.ts';
import { type Entry, idOf } from '../state/document.ts';
import { shownUrl } from '../state/fingerprint.ts';
import type { Difference, SecretStatus, Step } from './step.ts';

/** A sentence that says all, and lines that can be pasted. */
export interface Advice {
  reason: string;
  /** Lines of the manifest to add, for the log. */
  lines?: string[];
}

/** Stands in lines to paste where only the Dashboard knows the ID. */
const idFromDashboard = 'whk_… # from the Dashboard';

/** Words for a step that needs some; nothing for one that explains itself. */
export function adviceFor(step: Step, environment: Environment): Advice | undefined {
  switch (step.action) {
    case 'changed': {
      const { entry, declaration, differences, laterRun } = step;
      return {
        reason: [
          ...(laterRun === undefined ? [] : [`${laterText(laterRun)}.`]),
          `its declaration changed since it was registered as ${entry.id} (${differencesText(differences)}). Three ways on:`,
          `accept, when the webhook was edited in the Dashboard: declare "id: ${entry.id}" under environments.${environment};`,
          `replace: set the input on-change to replace in a new workflow run, which creates a new webhook, and ${entry.id} stays active until you delete it;`,
          'revert: undo the change in the manifest',
        ].join(' '),
        lines: idLines(declaration.name, environment, entry.id),
      };
    }
    case 'renamed': {
      const { entry, from, declaration, isDeclared } = step;
      const id = idOf(entry);
      const old = isDeclared ? ` (take "${from}" out for that run)` : '';
      return {
        reason: [
          `it is the same webhook as "${from}", which is in state${id === undefined ? '' : ` as ${id}`} and no longer declared so. Renamed?`,
          `Then declare ${id === undefined ? 'its id, from the Dashboard,' : `"id: ${id}"`} under environments.${environment} of "${declaration.name}", which moves it${old}.`,
          `If that one was deleted, or a second one is wanted, ${replaceAdvice(declaration.name)}`,
        ].join(' '),
        lines: idLines(declaration.name, environment, id ?? idFromDashboard),
      };
    }
    case 'returned': {
      const { entry, declaration, removedAt } = step;
      const { name } = declaration;
      return {
        reason: [
          `it was not declared on ${removedAt}, when a run advised to delete ${entry.id}.`,
          `If it was deleted, ${replaceAdvice(name)}, which creates it anew.`,
          `If it was not, declare "id: ${entry.id}" under environments.${environment}, which takes it up again`,
        ].join(' '),
        lines: idLines(name, environment, entry.id),
      };
    }
    case 'unknown': {
      const { entry, declaration, forgotten = false } = step;
      const { name } = declaration;
      return {
        reason: [
          `it may exist: ${whatHappened(entry)}.`,
          `${lookText(entry)}.`,
          `If it is there, declare its id under environments.${environment} of "${name}": it is adopted, and its secret is the Key Secret shown there.`,
          forgotten
            ? 'Without state the next run creates it in any case'
            : `If it is not there, ${replaceAdvice(name)}: it is created${previousText(entry)}`,
        ].join(' '),
        lines: idLines(name, environment, idFromDashboard),
      };
    }
    case 'unstored': {
      const { declaration, id, secret } = step;
      return {
        reason: [
          `the GitHub secret ${secret} is not known to have the signing secret of ${id}: there is none, or it was last written before that webhook was there, or for another one`,
          `The signing secret is the Key Secret that the Conduit Dashboard shows under Webhooks: set ${secret} to it by hand, and run again`,
          ...(declaration.id === undefined
            ? [
                `Or ${replaceAdvice(declaration.name)}, which creates a new webhook and stores its secret; ${id} stays active until you delete it`,
              ]
            : []),
        ].join('. '),
      };
    }
    case 'conflict':
      return { reason: step.reason };
    case 'removed':
      return { reason: removedText(step.entry) };
    case 'unchanged':
      if (step.laterRun !== undefined) return { reason: laterText(step.laterRun) };
      if (step.secret !== undefined) return secretText(step.secret, step.declaration.secret);
      return step.grown.length === 0 ? undefined : grownText(step);
    case 'create':
      return createText(step);
    case 'adopt':
      return adoptText(step);
  }
}

function laterText(run: string): string {
  return `run ${run}, which is later than this one, recorded it: what an older run that is run again would replace stays as it is`;
}

function grownText({ declaration, entry, grown }: Extract<Step, { action: 'unchanged' }>): Advice {
  const way =
    declaration.id === undefined
      ? 'list it in the input replace to register it anew'
      : 'add them to it in the Conduit Dashboard';
  return {
    reason: `its patterns now also mean ${grown.join(', ')}, which ${entry.id} was not registered for; ${way}`,
  };
}

function createText({
  declaration,
  asked,
  replaces,
}: Extract<Step, { action: 'create' }>): Advice | undefined {
  const until = replaces?.removedAt === undefined ? 'until you delete it' : 'unless you deleted it';
  const parts = [
    ...(replaces === undefined ? [] : [`replaces ${replaces.id}, which stays active ${until}`]),
    ...(asked
      ? [
          `take "${declaration.name}" out of the input replace afterwards: each further workflow run would create it again`,
        ]
      : []),
  ];
  return parts.length === 0 ? undefined : { reason: parts.join('; ') };
}

function adoptText({
  declaration,
  from,
  accepted,
  replaces,
  secret,
}: Extract<Step, { action: 'adopt' }>): Advice {
  const parts = [
    ...(from === undefined ? [] : [`moved from "${from}"`]),
    ...(accepted === undefined
      ? []
      : [
          `accepted as edited (${differencesText(accepted)}) in the Conduit Dashboard: nothing was sent`,
        ]),
    ...(replaces === undefined ? [] : [`${replaces.id} is no longer tracked and stays active`]),
    ...(secret === undefined ? [] : [secretText(secret, declaration.secret).reason]),
    ...(secret?.kind === 'found' ? ['make sure that it is: nothing else tells'] : []),
    'once it is recorded, take the id out of the manifest: while it is declared, every edit is taken for one that was made in the Dashboard, and nothing is sent',
  ];
  return { reason: parts.join('; ') };
}

function secretText(status: SecretStatus, name = ''): Advice {
  return {
    reason:
      status.kind === 'found'
        ? `the GitHub secret ${name} was written on ${status.storedAt}: taken for its signing secret`
        : `the GitHub secret ${name} is not recorded as stored: register looks it up`,
  };
}

function removedText(entry: Entry): string {
  const id = idOf(entry);
  return id === undefined
    ? `no longer declared, and it may exist: ${whatHappened(entry)}. ${lookText(entry)}${previousText(entry)}`
    : `no longer declared; ${id} stays active until you delete it in the Conduit Dashboard (the API cannot)`;
}

function replaceAdvice(name: string): string {
  return `list "${name}" in the input replace for one new workflow run`;
}

function lookText({ body }: Entry): string {
  const { url, isCut } = shownUrl(body.url);
  const rest = isCut
    ? ', followed by a query or fragment that is not shown here (the manifest has it)'
    : '';
  return `Look in the Conduit Dashboard under Webhooks for the URL ${url}${rest}`;
}

function whatHappened(entry: Entry): string {
  const run = `run ${entry.run.id || '(local)'}, attempt ${entry.run.attempt || '1'}`;
  return entry.status === 'unknown'
    ? `${run} sent a request at ${entry.at} and did not learn its outcome (${entry.reason})`
    : `${run} was about to create it at ${entry.at} and has recorded no outcome: if that run is still going, wait for it and run again; if not, it was stopped half-way`;
}

function previousText(entry: Entry): string {
  return 'previous' in entry && entry.previous !== undefined
    ? `, and ${entry.previous.id}, which it was to replace, stays active until you delete it`
    : '';
}

function differencesText(differences: readonly Difference[]): string {
  return differences
    .map(({ field, recorded, declared }) => `${field}: recorded ${recorded}, declared ${declared}`)
    .join('; ');
}

function idLines(name: string, environment: string, id: string): string[] {
  return [
    'webhooks:',
    `  ${name}:`,
    '    environments:',
    `      ${environment}:`,
    `        id: ${id}`,
  ];
}

/** What a step means for a person, in words: why nothing was sent, and the ways on. */
import type { Environment } from '../generated/api.ts';
import { type Entry, idOf } from '../state/document.ts';
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
      const { entry, declaration, differences } = step;
      return {
        reason: [
          `its declaration changed since it was registered as ${entry.id} (${differencesText(differences)}). Three ways on:`,
          `accept, when the webhook was edited in the Dashboard: declare "id: ${entry.id}" under environments.${environment};`,
          `replace: set the input on-change to replace, which creates a new webhook, and ${entry.id} stays active until you delete it;`,
          'revert: undo the change in the manifest',
        ].join(' '),
        lines: idLines(declaration.name, environment, entry.id),
      };
    }
    case 'renamed': {
      const { entry, from, declaration } = step;
      const id = idOf(entry);
      return {
        reason: [
          `it is the same webhook as "${from}", which is in state${id === undefined ? '' : ` as ${id}`} and no longer declared. Renamed?`,
          `Then declare ${id === undefined ? 'its id, from the Dashboard,' : `"id: ${id}"`} under environments.${environment} of "${declaration.name}", which moves it.`,
          `If a second one is wanted, list "${declaration.name}" in the input replace`,
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
          `If it was deleted, list "${name}" in the input replace, which creates it anew.`,
          `If it was not, declare "id: ${entry.id}" under environments.${environment}, which takes it up again`,
        ].join(' '),
        lines: idLines(name, environment, entry.id),
      };
    }
    case 'unknown': {
      const { entry, declaration } = step;
      const { name } = declaration;
      return {
        reason: [
          `it may exist: ${whatHappened(entry)}.`,
          `Look in the Conduit Dashboard under Webhooks for the URL ${entry.body.url}.`,
          `If it is there, declare its id under environments.${environment} of "${name}": it is adopted, and its secret is the Key Secret shown there.`,
          `If it is not there, list "${name}" in the input replace of a new workflow run: it is created${previousText(entry)}`,
        ].join(' '),
        lines: idLines(name, environment, idFromDashboard),
      };
    }
    case 'unstored': {
      const { declaration, id, secret } = step;
      return {
        reason: [
          `it is registered as ${id}, and the GitHub secret ${secret} was not written since.`,
          `Its signing secret is the Key Secret that the Conduit Dashboard shows under Webhooks: set ${secret} to it by hand, and run again.`,
          `Or list "${declaration.name}" in the input replace, which creates a new webhook and stores its secret; ${id} stays active until you delete it`,
        ].join(' '),
      };
    }
    case 'conflict':
      return { reason: step.reason };
    case 'removed':
      return { reason: removedText(step.entry) };
    case 'unchanged':
      if (step.secret !== undefined) return secretText(step.secret, step.declaration.secret);
      return step.grown.length === 0 ? undefined : grownText(step);
    case 'create':
      return step.replaces === undefined
        ? undefined
        : { reason: `replaces ${step.replaces.id}, which stays active until you delete it` };
    case 'adopt':
      return adoptText(step);
  }
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

function adoptText({
  declaration,
  from,
  accepted,
  replaces,
  secret,
}: Extract<Step, { action: 'adopt' }>): Advice | undefined {
  const parts = [
    ...(from === undefined ? [] : [`moved from "${from}"`]),
    ...(accepted === undefined ? [] : [acceptedText(accepted)]),
    ...(replaces === undefined ? [] : [`${replaces.id} is no longer tracked and stays active`]),
    ...(secret === undefined ? [] : [secretText(secret, declaration.secret).reason]),
  ];
  return parts.length === 0 ? undefined : { reason: parts.join('; ') };
}

function acceptedText(differences: readonly Difference[]): string {
  return [
    `accepted as edited (${differencesText(differences)}) in the Conduit Dashboard: nothing was sent.`,
    'While its id stays declared, every edit of the manifest is taken for one that was made there: remove the id, and a change fails or replaces again',
  ].join(' ');
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
    ? `no longer declared, and it may exist: ${whatHappened(entry)}. Look in the Conduit Dashboard under Webhooks for the URL ${entry.body.url}`
    : `no longer declared; ${id} stays active until you delete it in the Conduit Dashboard (the API cannot)`;
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

/** Manifests for tests. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where a workspace has its manifest unless told otherwise. */
export const manifestPath = '.github/conduit-webhooks.yml';

/** One webhook of a manifest. What is left out is as plain as can be. */
export interface Declared {
  /** `https://hooks.example.com/NAME` unless given. */
  url?: string;
  events?: readonly string[];
  status?: string;
  /** The GitHub secret that keeps its signing secret. */
  secret?: string | undefined;
  /** Its ID in the environment sandbox. */
  id?: string | undefined;
  /** What differs in an environment; in place of `id`. */
  environments?: Readonly<Record<string, object | false>>;
}

/** What holds for one environment. */
export interface DeclaredEnvironment {
  baseUrl?: string;
  decisions?: readonly string[];
}

/** The text of a manifest with one plain webhook for each name. */
export function manifestOf(...names: string[]): string {
  return manifestFor(Object.fromEntries(names.map((name) => [name, {}])));
}

/** The text of a manifest of these webhooks, by name. */
export function manifestFor(
  webhooks: Readonly<Record<string, Declared>>,
  environments: Readonly<Record<string, DeclaredEnvironment>> = {},
): string {
  const declared = Object.entries(webhooks);
  return [
    ...(Object.keys(environments).length === 0 ? [] : ['environments:']),
    ...Object.entries(environments).flatMap(environmentLines),
    declared.length === 0 ? 'webhooks: {}' : 'webhooks:',
    ...declared.flatMap(linesOf),
    '',
  ].join('\n');
}

/** Each decision stands as it was printed, behind a dash. */
function environmentLines([name, declared]: [string, DeclaredEnvironment]): string[] {
  const { baseUrl, decisions = [] } = declared;
  return [
    `  ${name}:`,
    ...(baseUrl === undefined ? [] : [`    baseUrl: ${scalar(baseUrl)}`]),
    decisions.length === 0 ? '    decisions: []' : '    decisions:',
    ...decisions.map((line) => `      - ${line}`),
  ];
}

function linesOf([name, declared]: [string, Declared]): string[] {
  const { url = `https://hooks.example.com/${name}`, status = 'enabled', secret, id, environments } = declared;
  const events = declared.events ?? ['transaction.completed'];
  return [
    `  ${name}:`,
    `    url: ${scalar(url)}`,
    `    events: [${events.map(scalar).join(', ')}]`,
    `    status: ${scalar(status)}`,
    ...(secret === undefined ? [] : [`    secret: ${scalar(secret)}`]),
    ...(environments === undefined ? [] : [`    environments: ${JSON.stringify(environments)}`]),
    ...(id === undefined ? [] : ['    environments:', '      sandbox:', `        id: ${scalar(id)}`]),
  ];
}

/** Quoted unless it is sure to be read as it stands. */
function scalar(text: string): string {
  return /^[a-z]\w*([./:*-]+\w*)*$/i.test(text) ? text : JSON.stringify(text);
}

/** Writes the manifest of a workspace, in place of whatever is there. */
export function writeManifest(workspace: string, text: string | Buffer): void {
  const file = join(workspace, manifestPath);
  rmSync(file, { recursive: true, force: true });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

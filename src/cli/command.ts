/** The command: arguments → what is printed, and the exit code. */
import { dirname, resolve, sep } from 'node:path';
import type { Env } from '../clients/proxy.ts';
import type { Environment } from '../generated/api.ts';
import { issuesUrl } from '../generated/product.ts';
import { manifestText, wayInto } from '../manifest/file.ts';
import { type CheckedManifest, checkFile, loadManifest } from '../manifest/manifest.ts';
import { environmentNames } from '../options/parsers.ts';
import type { Options } from '../options/table.ts';
import { manifestPage, stopPage } from '../report/stops.ts';
import { crashOf } from '../safe/crash.ts';
import { createGuard, type Guard } from '../safe/guard.ts';
import { type CheckRequest, parseArguments, standardInput } from './arguments.ts';
import { codeQualityText, type Findings, terminalText } from './findings.ts';
import { reportText } from './json-report.ts';

/** 0: nothing is wrong. 1: problems or questions. 2: usage, or what the machine lacks. */
type CommandExitCode = 0 | 1 | 2;

/** Where the command was started. */
export interface Terminal {
  folder: string;
  env: Env;
  /** True when standard output shows colours. */
  colour: boolean;
  readInput(): Promise<Buffer>;
  print(text: string): void;
  complain(text: string): void;
  /** Has `close` called when the process ends, however it does. */
  atEnd(close: () => void): void;
}

/** A terminal, and what may be shown there. */
type Outlet = Terminal & { guard: Guard };

export async function command(args: readonly string[], terminal: Terminal): Promise<CommandExitCode> {
  const outlet: Outlet = { ...terminal, guard: createGuard() };
  try {
    const request = parseArguments(args, outlet.folder);
    if (request.kind === 'help') {
      outlet.print(request.text);
      return 0;
    }
    if (request.kind === 'wrong') {
      complain(request.errors, outlet);
      return 2;
    }
    const findings = await findingsOf(request, outlet);
    await tell(findings, request.format, outlet);
    if (findings.stopped !== undefined) return 2;
    return findings.ok ? 0 : 1;
  } catch (error) {
    return tellCrash(error, outlet);
  }
}

/** Tells of an error of our own. */
export function tellCrash(error: unknown, outlet: Pick<Outlet, 'guard' | 'complain'>): CommandExitCode {
  const { what, frames } = crashOf(error);
  const report = `Report it, with these lines, at ${issuesUrl}`;
  complain([`failed because of an error of its own, ${what}. ${report}`, ...frames], outlet);
  return 2;
}

async function findingsOf(request: CheckRequest, outlet: Outlet): Promise<Findings> {
  const { kind, files, environment, format } = request;
  const environments = environment === undefined ? environmentNames : [environment];
  const manifests: CheckedManifest[] = [];
  for (const file of files) manifests.push(await checked(file, environments, format, outlet));
  const [manifest] = manifests;
  const ok = manifests.every(({ valid }) => valid);
  const found = { command: kind, manifests, environments, ok };
  if (request.kind === 'validate' || manifest === undefined || !ok) return found;
  // What validate does not need, it does not load.
  const { planned } = await import('./planned.ts');
  return { ...found, ...(await planned(request, manifest, outlet)) };
}

/** The manifest `file`. For a service, its path is that in the repository that the service has checked out. */
async function checked(
  file: string,
  environments: readonly Environment[],
  format: Options['format'],
  { folder, env, readInput }: Outlet,
): Promise<CheckedManifest> {
  if (file === standardInput) return checkFile({ path: '<stdin>', ...manifestText(await readInput()) }, environments);
  const isForService = format === 'github' || format === 'gitlab';
  const project = format === 'github' ? env.GITHUB_WORKSPACE : env.CI_PROJECT_DIR;
  const folders = isForService && project ? [project, folder] : [folder];
  const whole = resolve(folder, file);
  const root = folders.find((one) => wayInto(one, whole) !== undefined);
  const advice = () => 'Give its path, or run the command in the root of the repository.';
  const manifest = loadManifest(root ?? dirname(whole), root === folder ? file : whole, environments, advice);
  if (isForService) return manifest;
  return { ...manifest, path: (wayInto(folder, whole) || file).split(sep).join('/') };
}

async function tell(findings: Findings, format: Options['format'], outlet: Outlet): Promise<void> {
  const { guard, print } = outlet;
  const { manifests, environments, plan, stopped } = findings;
  if (format === 'github') {
    const { createRunner } = await import('../action/runner.ts');
    const runner = createRunner(outlet.env, guard);
    for (const manifest of manifests) runner.tell(manifestPage(manifest, environments, [], 'validate'));
    if (plan) runner.tell(plan.page);
    if (stopped !== undefined) runner.tell(stopPage([stopped], environments[0]));
    return;
  }
  if (format === 'text') print(terminalText(findings, { safe: guard.safe, colour: outlet.colour }));
  else if (format === 'gitlab') print(codeQualityText(findings, guard.safe));
  // A document without the plan would say less than the exit code.
  else if (stopped === undefined) print(reportText(findings, guard.redacted));
  if (stopped !== undefined) complain([stopped], outlet);
}

function complain(errors: readonly string[], { guard, complain: print }: Pick<Outlet, 'guard' | 'complain'>): void {
  const lines = errors.flatMap((error) => error.split('\n')).map(guard.safe);
  print(`conduit-webhooks: ${lines.join('\n')}\n`);
}

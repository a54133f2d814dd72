/** The command: arguments → what is printed, and the exit code. */

import type { Env } from '../clients/proxy.ts';
import { issuesUrl } from '../generated/product.ts';
import type { CheckedManifest } from '../manifest/manifest.ts';
import { crashOf } from '../safe/crash.ts';
import { createGuard, type Guard } from '../safe/guard.ts';
import { type Format, type PlanRequest, parseArguments, standardInput, type ValidateRequest } from './arguments.ts';
import type { Findings } from './findings.ts';
import { gitlabText } from './gitlab.ts';
import { reportText } from './json-report.ts';
import { findingsText } from './text-report.ts';
import { checkedFile, checkedInput, type Places } from './validate.ts';

/** 0: nothing is wrong. 1: problems or questions. 2: usage, or what the machine lacks. */
export type CommandExitCode = 0 | 1 | 2;

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
    return await carriedOut(args, outlet);
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

async function carriedOut(args: readonly string[], outlet: Outlet): Promise<CommandExitCode> {
  const request = parseArguments(args, outlet.folder);
  switch (request.kind) {
    case 'help':
      outlet.print(request.text);
      return 0;
    case 'wrong':
      complain(request.errors, outlet);
      return 2;
    case 'validate':
      return await validate(request, outlet);
    case 'plan':
      return await plan(request, outlet);
  }
}

async function validate({ files, environments, format }: ValidateRequest, outlet: Outlet): Promise<CommandExitCode> {
  const places = placesFor(format, outlet);
  const manifests: CheckedManifest[] = [];
  for (const file of files) {
    manifests.push(
      file === standardInput
        ? checkedInput(await outlet.readInput(), environments)
        : checkedFile(file, places, environments),
    );
  }
  const findings: Findings = {
    manifests: manifests.map((manifest) => ({ manifest, environments })),
    ok: manifests.every(({ valid }) => valid),
  };
  return await tellFindings('validate', findings, format, outlet);
}

async function plan(request: PlanRequest, outlet: Outlet): Promise<CommandExitCode> {
  const { environment, format } = request;
  const manifest = checkedFile(request.manifest, placesFor(format, outlet), [environment]);
  const manifests = [{ manifest, environments: [environment] }];
  if (!manifest.valid) return await tellFindings('plan', { manifests, ok: false }, format, outlet);
  // What validate does not need, it does not load.
  const { planned } = await import('./planned.ts');
  const found = await planned(request, manifest, outlet);
  return await tellFindings('plan', { manifests, ...found }, format, outlet);
}

/** Prints findings. Without a plan, a document that has nothing else would say less than the exit code. */
async function tellFindings(
  name: 'validate' | 'plan',
  findings: Findings,
  format: Format,
  outlet: Outlet,
): Promise<CommandExitCode> {
  const { env, guard, print } = outlet;
  const { stopped, ok } = findings;
  if (format === 'github') {
    const { tellGithub } = await import('./github.ts');
    tellGithub(findings, env, guard);
  } else {
    if (format === 'text') print(findingsText(findings, { safe: guard.safe, colour: outlet.colour }));
    else if (format === 'gitlab') print(gitlabText(findings, guard));
    else if (stopped === undefined) print(reportText(name, findings, guard));
    if (stopped !== undefined) complain([stopped], outlet);
  }
  return stopped !== undefined ? 2 : ok ? 0 : 1;
}

function placesFor(format: Format, { folder, env }: Outlet): Places {
  const projects = { github: env.GITHUB_WORKSPACE, gitlab: env.CI_PROJECT_DIR };
  const isForService = format === 'github' || format === 'gitlab';
  return { folder, project: isForService ? projects[format] || folder : undefined };
}

function complain(errors: readonly string[], { guard, complain: print }: Pick<Outlet, 'guard' | 'complain'>): void {
  const lines = errors.flatMap((error) => error.split('\n')).map(guard.safe);
  print(`conduit-webhooks: ${lines.join('\n')}\n`);
}

/** Runs workflows as GitHub does: jobs, matrices, steps and expressions. Knows what the README's workflows use. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { truthy } from '@actions/expressions/result';
import { load } from 'js-yaml';
import { type RunResult, startAction } from './runner/index.ts';

/** What GitHub and the world outside have for the workflow. */
export interface Surroundings {
  /** A folder for the workspaces of the jobs. */
  folder: string;
  /** What `actions/checkout` brings into a workspace. */
  repository: string;
  /** The repository's secrets, read when the run is queued, or a GitHub environment's, read when its job starts. */
  secrets(environment?: string): Record<string, string>;
  vars?: Record<string, string>;
  /** The inputs of `workflow_dispatch`. */
  inputs?: Record<string, string>;
  /** `GITHUB_TOKEN` with the job's permission for contents. */
  token(contents: string): string;
  /** Inputs that this action gets beside those of the workflow; here it cannot reach what their defaults name. */
  more(inputs: Readonly<Record<string, string>>): Record<string, string>;
  /** The runner's variables. */
  env: Record<string, string>;
  /** Programs that stand in for those of the machine. */
  programs?: string;
  /** Told when a step with this action has begun; `cancel` is what somebody does who cancels the run. */
  onAction?(cancel: () => void): void;
  /** Other actions, by `owner/name`: each takes its inputs and gives its outputs. */
  actions?: Record<string, (inputs: Readonly<Record<string, string>>) => Record<string, string>>;
}

/** A step that was not skipped. */
export interface StepRun {
  /** What it uses, or the script that it runs. */
  what: string;
  conclusion: 'success' | 'failure';
  outputs: Record<string, string>;
  /** Of a step with this action. */
  result?: RunResult;
}

export interface JobRun {
  name: string;
  matrix: Record<string, string>;
  conclusion: 'success' | 'failure' | 'skipped';
  steps: StepRun[];
}

interface Step {
  id?: string;
  if?: string;
  uses?: string;
  with?: Record<string, unknown>;
  run?: string;
  env?: Record<string, unknown>;
}

interface Job {
  needs?: string;
  environment?: string;
  permissions?: Record<string, string>;
  strategy?: { matrix: Record<string, unknown[]> };
  steps: Step[];
}

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

/** What is understood here; a workflow with anything else would not be run as it stands. */
const known = {
  workflow: ['name', 'on', 'permissions', 'concurrency', 'jobs'],
  job: ['runs-on', 'needs', 'environment', 'permissions', 'concurrency', 'strategy', 'steps'],
  strategy: ['matrix', 'max-parallel', 'fail-fast'],
  step: ['id', 'if', 'uses', 'with', 'run', 'env'],
} as const;

/** Runs every job, each instance of a matrix after the other. Jobs must stand after those that they need. */
export async function runWorkflow(text: string, world: Surroundings): Promise<JobRun[]> {
  const workflow = load(text) as Workflow;
  check('workflow', workflow);
  const repositorySecrets = { ...world.secrets() };
  const runs: JobRun[] = [];
  for (const [name, job] of Object.entries(workflow.jobs)) {
    check('job', job);
    const needed = runs.filter((run) => run.name === job.needs);
    if (job.needs !== undefined && needed.length === 0) throw new Error(`No job ${job.needs}.`);
    for (const matrix of instancesOf(job)) {
      const mayStart = needed.every(({ conclusion }) => conclusion === 'success');
      const folder = join(world.folder, `${name}-${runs.length}`);
      mkdirSync(folder, { recursive: true });
      const contexts = { matrix, inputs: world.inputs ?? {}, vars: world.vars ?? {} };
      const steps = mayStart ? await runJob(job, { world, workflow, folder, repositorySecrets, contexts }) : [];
      const hasFailed = steps.some(({ conclusion }) => conclusion === 'failure');
      const conclusion = !mayStart ? 'skipped' : hasFailed ? 'failure' : 'success';
      runs.push({ name, matrix, conclusion, steps });
    }
  }
  return runs;
}

interface JobContext {
  world: Surroundings;
  workflow: Workflow;
  folder: string;
  repositorySecrets: Record<string, string>;
  contexts: Record<string, unknown>;
}

async function runJob(
  job: Job,
  { world, workflow, folder, repositorySecrets, contexts }: JobContext,
): Promise<StepRun[]> {
  const environment = job.environment && evaluated(job.environment, contexts);
  const secrets = { ...repositorySecrets, ...(environment ? world.secrets(environment) : {}) };
  const token = world.token((job.permissions ?? workflow.permissions).contents ?? 'none');
  const steps: Record<string, { outputs: Record<string, string>; conclusion: string }> = {};
  const runs: StepRun[] = [];
  let cancelled = false;
  for (const step of job.steps) {
    check('step', step);
    const failed = runs.some(({ conclusion }) => conclusion === 'failure');
    const all = { ...contexts, secrets, steps };
    if (!isWanted(step.if, all, { failed, cancelled })) continue;
    const resolved = (values: Record<string, unknown> = {}) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, evaluated(String(value), all)]));
    const run = await runStep(step, {
      world,
      folder,
      token,
      secrets,
      inputs: resolved(step.with),
      env: resolved(step.env),
      onCancel: () => {
        cancelled = true;
      },
    });
    runs.push(run);
    if (step.id !== undefined) steps[step.id] = run;
  }
  return runs;
}

interface StepContext {
  world: Surroundings;
  folder: string;
  token: string;
  secrets: Record<string, string>;
  inputs: Record<string, string>;
  env: Record<string, string>;
  onCancel(): void;
}

async function runStep(
  { uses, run = '' }: Step,
  { world, folder, token, secrets, inputs, env, onCancel }: StepContext,
): Promise<StepRun> {
  if (uses === undefined) {
    const { status, stderr } = spawnSync('bash', ['-e', '-c', run], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: `${world.programs}:${process.env.PATH}`, GITHUB_WORKSPACE: folder, ...env },
    });
    if (status !== 0) process.stderr.write(stderr);
    return { what: run, conclusion: status === 0 ? 'success' : 'failure', outputs: {} };
  }
  const name = uses.replace(/@.*/, '');
  if (name === 'actions/checkout') {
    cpSync(world.repository, folder, { recursive: true });
    return { what: uses, conclusion: 'success', outputs: {} };
  }
  if (name.endsWith('/conduit-webhooks')) {
    const action = startAction({
      workspace: folder,
      inputs: { ...inputs, ...world.more(inputs) },
      githubToken: token,
      secrets: Object.values(secrets),
      env: { ...world.env, ...env },
    });
    world.onAction?.(() => {
      onCancel();
      action.cancel();
    });
    const result = await action.done;
    return { what: uses, conclusion: result.conclusion, outputs: result.outputs, result };
  }
  const other = world.actions?.[name];
  if (other === undefined) throw new Error(`Nothing stands in for ${uses}.`);
  return { what: uses, conclusion: 'success', outputs: other(inputs) };
}

/** Every combination of the matrix, or the items of its `include`. */
function instancesOf({ strategy }: Job): Record<string, string>[] {
  if (strategy === undefined) return [{}];
  check('strategy', strategy);
  const { include, ...axes } = strategy.matrix;
  if (include !== undefined) {
    if (Object.keys(axes).length > 0) throw new Error('A matrix has axes and an include.');
    return include as Record<string, string>[];
  }
  return Object.entries(axes).reduce<Record<string, string>[]>(
    (some, [axis, values]) => some.flatMap((one) => values.map((value) => ({ ...one, [axis]: String(value) }))),
    [{}],
  );
}

function check(kind: keyof typeof known, value: object): void {
  const unknown = Object.keys(value).filter((key) => !known[kind].some((one) => one === key));
  if (unknown.length > 0) throw new Error(`Not known in a ${kind}: ${unknown.join(', ')}.`);
}

/** How a job is doing. */
interface Status {
  failed: boolean;
  cancelled: boolean;
}

const statusFunctions = ['success', 'failure', 'cancelled', 'always'];

/** An `if` without a function about the status begins with `success()`. */
function isWanted(condition: string | undefined, contexts: object, status: Status): boolean {
  const inner = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/s, '$1').trim();
  const states = statusFunctions.some((name) => inner.includes(`${name}(`));
  return truthy(evaluate(states ? inner : `success() && (${inner})`, contexts, status));
}

/** The text with each `${{ }}` in it evaluated. */
function evaluated(text: string, contexts: object): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => evaluate(expression, contexts).coerceString());
}

/** GitHub's own evaluator. */
function evaluate(
  expression: string,
  contexts: object,
  { failed, cancelled }: Status = { failed: false, cancelled: false },
): data.ExpressionData {
  const answers: Record<string, boolean> = {
    success: !failed && !cancelled,
    failure: failed && !cancelled,
    cancelled,
    always: true,
  };
  const functions = statusFunctions.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answers[name] ?? false),
  }));
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const context = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(tree, context, new Map(functions.map((one) => [one.name, one]))).evaluate();
}

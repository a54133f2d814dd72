/** Runs workflows as GitHub does: jobs, matrices, steps and expressions. Knows what the README's workflows use. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { truthy } from '@actions/expressions/result';
import { load } from 'js-yaml';
import { type RunResult, startAction } from './runner/index.ts';

type Texts = Record<string, string>;

/** What GitHub and the world outside have for the workflow. */
export interface Surroundings {
  /** A folder for the workspaces of the jobs. */
  folder: string;
  /** What `actions/checkout` brings into a workspace. */
  repository: string;
  /** The repository's secrets, read when the run is queued, or a GitHub environment's, read when its job starts. */
  secrets(environment?: string): Texts;
  vars?: Texts;
  /** The inputs of `workflow_dispatch`. */
  inputs?: Texts;
  /** `GITHUB_TOKEN` with the job's permission for contents. */
  token(contents: string): string;
  /** Inputs that this action gets beside those of the workflow; here it cannot reach what their defaults name. */
  more(inputs: Readonly<Texts>): Texts;
  /** The runner's variables. */
  env: Texts;
  /** Programs that stand in for those of the machine. */
  programs?: string;
  /** Told when a step with this action has begun; `cancel` is what somebody does who cancels the run. */
  onAction?(cancel: () => void): void;
  /** Other actions, by `owner/name`: each takes its inputs and gives its outputs. */
  actions?: Record<string, (inputs: Readonly<Texts>) => Texts>;
}

/** A step that was not skipped. */
interface StepRun {
  conclusion: 'success' | 'failure';
  outputs: Texts;
  /** Of a step with this action. */
  result?: RunResult;
}

/** A job, or an instance of its matrix. */
export interface JobRun {
  name: string;
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
  permissions?: Texts;
  strategy?: { matrix: Record<string, unknown[]> };
  steps: Step[];
}

interface Workflow {
  permissions: Texts;
  jobs: Record<string, Job>;
}

/** What is understood here; a workflow with anything else would not be run as it stands. */
const known = {
  workflow: ['name', 'on', 'permissions', 'concurrency', 'jobs'],
  job: ['runs-on', 'needs', 'environment', 'permissions', 'concurrency', 'strategy', 'steps'],
  strategy: ['matrix', 'fail-fast'],
  step: ['id', 'if', 'uses', 'with', 'run', 'env'],
} as const;

function check(kind: keyof typeof known, value: object): void {
  const unknown = Object.keys(value).filter((key) => !known[kind].some((one) => one === key));
  if (unknown.length > 0) throw new Error(`Not known in a ${kind}: ${unknown.join(', ')}.`);
}

/** Runs every job, each instance of a matrix after the other. Jobs must stand after those that they need. */
export async function runWorkflow(text: string, world: Surroundings): Promise<JobRun[]> {
  const workflow = load(text) as Workflow;
  check('workflow', workflow);
  const { inputs = {}, vars = {} } = world;
  const secrets = { ...world.secrets() };
  const runs: JobRun[] = [];
  for (const [name, job] of Object.entries(workflow.jobs)) {
    check('job', job);
    const needed = runs.filter((run) => run.name === job.needs);
    if (job.needs !== undefined && needed.length === 0) throw new Error(`No job ${job.needs}.`);
    const mayStart = needed.every(({ conclusion }) => conclusion === 'success');
    for (const matrix of instancesOf(job)) {
      const folder = join(world.folder, `${name}-${runs.length}`);
      mkdirSync(folder, { recursive: true });
      const contents = (job.permissions ?? workflow.permissions).contents ?? 'none';
      const runner = { ...world, folder, token: world.token(contents) };
      const steps = mayStart ? await runJob(job, { matrix, inputs, vars, secrets }, runner) : [];
      const hasFailed = steps.some(({ conclusion }) => conclusion === 'failure');
      runs.push({ name, steps, conclusion: !mayStart ? 'skipped' : hasFailed ? 'failure' : 'success' });
    }
  }
  return runs;
}

/** Every combination of the matrix. */
function instancesOf({ strategy }: Job): Texts[] {
  if (strategy === undefined) return [{}];
  check('strategy', strategy);
  return Object.entries(strategy.matrix).reduce<Texts[]>(
    (some, [axis, values]) => some.flatMap((one) => values.map((value) => ({ ...one, [axis]: String(value) }))),
    [{}],
  );
}

/** Where the steps of a job run. */
interface Runner extends Omit<Surroundings, 'token'> {
  token: string;
}

/** What expressions can name. */
type Contexts = Record<'matrix' | 'inputs' | 'vars' | 'secrets', Texts>;

async function runJob(job: Job, contexts: Contexts, runner: Runner): Promise<StepRun[]> {
  const environment = job.environment && evaluated(job.environment, contexts);
  const secrets = { ...contexts.secrets, ...(environment ? runner.secrets(environment) : {}) };
  const steps: Record<string, StepRun> = {};
  const runs: StepRun[] = [];
  let cancelled = false;
  for (const step of job.steps) {
    check('step', step);
    const failed = runs.some(({ conclusion }) => conclusion === 'failure');
    const all = { ...contexts, secrets, steps };
    if (!isWanted(step.if, all, { failed, cancelled })) continue;
    const resolved = (values: Record<string, unknown> = {}): Texts =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, evaluated(String(value), all)]));
    const [inputs, env] = [resolved(step.with), resolved(step.env)];
    let run: StepRun;
    if (step.uses === undefined) run = runScript(step.run ?? '', env, runner);
    else if (/\/conduit-webhooks@/.test(step.uses)) {
      const action = startAction({
        workspace: runner.folder,
        inputs: { ...inputs, ...runner.more(inputs) },
        githubToken: runner.token,
        secrets: Object.values(secrets),
        env: { ...runner.env, ...env },
      });
      runner.onAction?.(() => {
        cancelled = true;
        action.cancel();
      });
      const result = await action.done;
      run = { conclusion: result.conclusion, outputs: result.outputs, result };
    } else run = { conclusion: 'success', outputs: outputsOf(step.uses, inputs, runner) };
    runs.push(run);
    if (step.id !== undefined) steps[step.id] = run;
  }
  return runs;
}

function runScript(script: string, env: Texts, { folder, programs }: Runner): StepRun {
  const { status, stderr } = spawnSync('bash', ['-e', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${programs}:${process.env.PATH}`, GITHUB_WORKSPACE: folder, ...env },
  });
  if (status !== 0) process.stderr.write(stderr);
  return { conclusion: status === 0 ? 'success' : 'failure', outputs: {} };
}

/** What an action gives that is not this one. */
function outputsOf(uses: string, inputs: Texts, { repository, folder, actions = {} }: Runner): Texts {
  const name = uses.replace(/@.*/, '');
  if (name === 'actions/checkout') {
    cpSync(repository, folder, { recursive: true });
    return {};
  }
  if (actions[name] === undefined) throw new Error(`Nothing stands in for ${uses}.`);
  return actions[name](inputs);
}

/** How a job is doing. */
type Status = Record<'failed' | 'cancelled', boolean>;

/** GitHub's functions about the status of a job. */
const statusFunctions: Record<string, (status: Status) => boolean> = {
  success: ({ failed, cancelled }) => !failed && !cancelled,
  failure: ({ failed, cancelled }) => failed && !cancelled,
  cancelled: ({ cancelled }) => cancelled,
  always: () => true,
};

/** An `if` without a function about the status begins with `success()`. */
function isWanted(condition: string | undefined, contexts: object, status: Status): boolean {
  const inner = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/s, '$1').trim();
  const states = Object.keys(statusFunctions).some((name) => inner.includes(`${name}(`));
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
  status: Status = { failed: false, cancelled: false },
): data.ExpressionData {
  const functions = Object.entries(statusFunctions).map(([name, isSo]) => ({
    ...{ name, minArgs: 0, maxArgs: 0 },
    call: () => new data.BooleanData(isSo(status)),
  }));
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const context = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(tree, context, new Map(functions.map((one) => [one.name, one]))).evaluate();
}

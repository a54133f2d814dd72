/** One fault, from its first run until everything is settled, and what came of it. */

import type { Entry } from '../../src/state/document.ts';
import { foreignCommands } from '../../testing/commands.ts';
import type { CreatedWebhook } from '../../testing/conduit-server.ts';
import { assertNothingLeaked, type RunResult } from '../../testing/runner/index.ts';
import type { Fault } from './fault.ts';
import { listOf, names, Scene, secretName, urlOf } from './scene.ts';

export interface Trial {
  fault: Fault;
  created: number;
  accounted: number;
  duplicates: number;
  secretBytes: number;
  /** Whether the runs after the fault came to an end at which all is registered. */
  isSettled: boolean;
  /** What should not be, in words; the counts above included. */
  troubles: string[];
}

/** Runs after the fault; more than any needs. */
const maxRuns = 5;

export async function tryFault(fault: Fault): Promise<Trial> {
  const scene = await Scene.open(fault.store ?? 'git', fault.secrets === true);
  const watch = new Watch(scene);
  try {
    await fault.arrange(scene);
    if (!scene.isServing && scene.apiUrl === '') await scene.serve();
    await (fault.act ? fault.act(scene) : scene.run());
    await scene.end();
    for (const result of scene.results) watch.see(result);
    const isSettled = await settle(scene, watch);
    return { fault, ...watch.sum(isSettled), isSettled };
  } catch (error) {
    const troubles = [`the fault could not be tried: ${(error as Error).stack}`];
    const counts = { created: 0, accounted: 0, duplicates: 0, secretBytes: 0 };
    return { fault, ...counts, isSettled: false, troubles };
  } finally {
    await scene.close();
  }
}

/** Runs again, doing what the messages say, until a run is green or there is nothing more to do. */
async function settle(scene: Scene, watch: Watch): Promise<boolean> {
  const done: string[] = [];
  let idle = 0;
  for (let run = 1; run <= maxRuns && idle < 2; run += 1) {
    const result = await scene.run();
    await scene.quiet();
    watch.see(result);
    if (result.exitCode === 0) {
      watch.expectAllRegistered();
      return true;
    }
    const advised = scene.followAdvice(result);
    done.push(...advised);
    idle = advised.length === 0 ? idle + 1 : 0;
    if (run === maxRuns || idle === 2) {
      watch.troubles.push(`it does not settle: ${done.join(', ')}; then ${lastLines(result)}`);
    }
  }
  return false;
}

/** Sees every run, and keeps what must be known of them at the end. */
class Watch {
  readonly troubles: string[] = [];
  readonly #scene: Scene;
  readonly #lost = new Map<string, string>();
  readonly #ids = new Set<string>();
  readonly #unknown = new Set<string>();
  readonly #secrets = new Set<string>();
  readonly #visible: string[] = [];
  #told = '';
  #last: RunResult | undefined;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  see(result: RunResult): void {
    const { outputs } = result;
    this.#last = result;
    this.#visible.push(result.visible, result.stderr.toString());
    this.#told += result.log;
    for (const id of Object.values(recordOf(outputs.ids))) this.#ids.add(id);
    for (const secret of Object.values(recordOf(outputs.secrets))) this.#secrets.add(secret);
    for (const name of listOf(outputs.unknown)) this.#unknown.add(name);
    // A killed run can say nothing any more; the next one has to.
    if (result.signal === null) this.#expectAccounted();
    this.#expectProper(result);
  }

  /** What holds for every run, whatever the fault. */
  #expectProper(result: RunResult): void {
    const { stderr, log, timedOut, exitCode, signal } = result;
    if (timedOut) this.troubles.push('a run hangs');
    // Node.js says this itself, before the action begins.
    const said = stderr
      .toString()
      .replace(/^Warning: Ignoring extra certs .*\n/, '')
      .trim();
    if (said !== '') this.troubles.push(`stderr: ${said.slice(0, 300)}`);
    if (log.includes('did not foresee')) this.troubles.push('an error was not foreseen');
    if (signal === null && ![0, 1, 130].includes(exitCode ?? -1)) {
      this.troubles.push(`exit code ${exitCode}`);
    }
    for (const name of foreignCommands(result)) {
      this.troubles.push(`a command of somebody else: ${name}`);
    }
  }

  #expectAccounted(): void {
    const state = this.#scene.state();
    for (const webhook of this.#scene.webhooks) {
      if (!this.#isAccounted(webhook, state)) this.#lost.set(webhook.id, webhook.url);
    }
  }

  /** In state with its ID, in outputs, or reported as unknown. */
  #isAccounted({ id, url }: CreatedWebhook, state: Record<string, Entry>): boolean {
    const name = names.find((one) => urlOf(one) === url) ?? '';
    const { status } = state[name] ?? {};
    return (
      idsIn(state).includes(id) ||
      this.#ids.has(id) ||
      this.#unknown.has(name) ||
      status === 'intent' ||
      status === 'unknown'
    );
  }

  /** A green run has everything in state, with IDs and with the GitHub secrets that are named. */
  expectAllRegistered(): void {
    const state = this.#scene.state();
    const recorded = idsIn(state);
    for (const { id, url } of this.#scene.webhooks) {
      if (!recorded.includes(id)) this.#lost.set(id, url);
    }
    for (const [name, entry] of Object.entries(state)) {
      const webhook = this.#scene.webhooks.find(({ id }) => 'id' in entry && id === entry.id);
      if (!('secret' in entry) || entry.secret === undefined || webhook === undefined) continue;
      const kept = this.#scene.github.secrets().get(secretName(name))?.value;
      if (kept !== webhook.secret) {
        this.troubles.push(`the GitHub secret of ${name} is recorded as stored, and is another`);
      }
    }
  }

  sum(isSettled: boolean): Omit<Trial, 'fault' | 'isSettled'> {
    const { webhooks } = this.#scene;
    const urls = webhooks.map(({ url }) => url);
    const duplicates = urls.length - new Set(urls).size;
    for (const [id, url] of this.#lost) this.troubles.push(`${id} (${url}) is not accounted for`);
    if (duplicates > 0) this.troubles.push(`${duplicates} created twice: ${urls.join(' ')}`);
    if (isSettled) this.#expectSecretsKnown();
    const secretBytes = this.#secretBytes();
    return {
      created: webhooks.length,
      accounted: webhooks.length - this.#lost.size,
      duplicates,
      secretBytes,
      troubles: [...new Set(this.troubles)],
    };
  }

  /** Each signing secret was in outputs, is at GitHub, or a person was told to take it from the Dashboard. */
  #expectSecretsKnown(): void {
    const stored = [...this.#scene.github.secrets().values()].map(({ value }) => value);
    for (const { id, url, secret } of this.#scene.webhooks) {
      const name = url.split('/').at(-1) ?? '';
      if (this.#secrets.has(secret) || stored.includes(secret)) continue;
      const isTold = this.#told
        .split('\n')
        .some((line) => line.includes('Dashboard') && (line.includes(id) || line.includes(name)));
      if (!isTold) this.troubles.push(`the signing secret of ${name} is lost, and nobody is told`);
    }
  }

  /** Bytes of the secrets of which a part, or an encoding of one, can be seen by anyone. */
  #secretBytes(): number {
    if (this.#last === undefined) return 0;
    const { secrets, onlookers } = this.#scene;
    const texts = [...this.#visible, this.#scene.kept(), ...onlookers.map((seen) => seen())];
    const lines = new Set(texts.join('\n').split('\n'));
    const result = { ...this.#last, visible: [...lines].join('\n') };
    const visible = leakOf(result, secrets) === undefined ? [] : secrets;
    let bytes = 0;
    for (const secret of new Set(visible)) {
      const leak = leakOf(result, [secret]);
      if (leak === undefined) continue;
      bytes += Buffer.byteLength(secret);
      this.troubles.push(leak);
    }
    return bytes;
  }
}

function leakOf(result: RunResult, secrets: string[]): string | undefined {
  try {
    assertNothingLeaked(result, secrets);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Every ID that state remembers, those that were replaced included. */
function idsIn(state: Record<string, Entry>): string[] {
  return Object.values(state).flatMap((entry) => {
    const certain = 'id' in entry ? entry : entry.previous;
    return certain === undefined ? [] : [certain.id, ...(certain.replaced ?? [])];
  });
}

function recordOf(output: string | undefined): Record<string, string> {
  return JSON.parse(output || '{}') as Record<string, string>;
}

function lastLines({ log }: RunResult): string {
  return log.split('\n').slice(-4).join(' / ').slice(0, 600);
}

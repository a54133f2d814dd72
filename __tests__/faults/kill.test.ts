/**
 * Kills the action at many moments, runs it again until everything is settled by the lines that it prints, typed as they
 * stand and left in place, and counts what the server created. `KILLS` is how many kills there are at least.
 */
import { mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { StateDocument, WebhookRecord } from '../../src/state/document.ts';
import { type ConduitServer, startConduitServer } from '../../testing/conduit-server.ts';
import { allObjectsOf, editState, type Remote, stateIn } from '../../testing/git.ts';
import { type Declared, manifestFor, writeManifest } from '../../testing/manifests.ts';
import { quiet } from '../../testing/processes.ts';
import { type RunResult, startAction } from '../../testing/runner/index.ts';
import {
  endWaitsIn,
  output,
  printedIn,
  repeatedUrls,
  runNumber,
  stateRun,
} from '../e2e/state/support.ts';
import { assertClean, fileRemote, registerOptions, temporaryFolder } from '../e2e/support.ts';
import { seed } from '../fuzz.ts';

const wanted = Number(process.env.KILLS ?? 120);

/** Stories that are told at the same time. */
const lanes = 4;

/** A run that is not killed takes about so long, in milliseconds, until one has been measured. */
const usualMs = 250;

/** How often a story changes its manifest. */
const chapters = 4;

/** More runs than any story needs to be settled. */
const maxRuns = 100;

type Random = () => number;

/** Numbers from 0 up to 1 that a seed repeats (mulberry32). */
function randomFrom(start: number): Random {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const kinds = ['git', 'file'] as const;

/** One repository and account, from nothing to settled, with kills on the way. */
class Story {
  kills = 0;
  readonly #random: Random;
  readonly #kind: (typeof kinds)[number];
  readonly #root = temporaryFolder();
  readonly #workspace = join(this.#root, 'workspace');
  readonly #temporary = join(this.#root, 'temporary');
  readonly #path = join(this.#workspace, 'state', 'webhooks.json');
  readonly #remote: Remote;
  readonly #webhooks: Record<string, Declared> = {};
  /** Every line that was ever typed. */
  readonly #decisions: string[] = [];
  #server!: ConduitServer;
  /** Requests that the server has and has not replied to. */
  #pending = 0;
  #requests = 0;
  #onRequest: (() => void) | undefined;
  #onReply: (() => void) | undefined;
  #runs = 0;
  #spanMs = usualMs;

  constructor(number: number) {
    this.#random = randomFrom(seed * 1000 + number);
    this.#kind = this.#pick(kinds);
    this.#remote = fileRemote();
    for (const folder of [this.#workspace, this.#temporary]) mkdirSync(folder);
    for (let count = 2 + this.#upTo(3); count > 0; count -= 1) {
      this.#webhooks[`hook-${count}`] = { url: `https://hooks.example.com/${count}` };
    }
  }

  async tell(): Promise<number> {
    this.#server = await startConduitServer({
      latencyMs: this.#upTo(12),
      respond: (_, reply, next) => {
        this.#pending += 1;
        this.#requests += 1;
        reply.once('finish', () => this.#onReply?.());
        reply.once('close', () => {
          this.#pending -= 1;
        });
        this.#onRequest?.();
        next();
      },
    });
    try {
      for (let chapter = 1; chapter <= chapters; chapter += 1) {
        const before = this.#ids();
        await this.#settle(this.#pick(['ask', 'replace']));
        this.#expectAll(before);
        for (const declared of Object.values(this.#webhooks)) {
          // An `id` that was held does nothing, so that it may stay.
          if (this.#random() < 0.5) delete declared.id;
          if (this.#random() < 0.7) declared.url += `/${chapter}`;
        }
      }
    } finally {
      await this.#server.close();
    }
    return this.kills;
  }

  /** Runs until everything is registered: the first runs are killed, and some of those that settle. */
  async #settle(onChange: string): Promise<void> {
    for (let toKill = 1 + this.#upTo(4); this.#runs < maxRuns; toKill -= 1) {
      const kill = toKill > 0 || this.#random() < 0.3;
      const result = await this.#run({ 'on-change': onChange }, kill);
      if (result.signal === null) {
        expect([0, 1], result.log).toContain(result.exitCode);
        if (result.exitCode === 0) return this.#expectAll({});
      }
      await this.#wait();
      this.#expectNothingLost();
      if (this.#random() < 0.7) this.#endWaits();
      if (result.exitCode !== 1) continue;
      expect(output(result, 'undecided'), result.log).not.toEqual([]);
      // Attempts of a run that may still be going are nobody's to decide.
      if (!printedIn(result).some((line) => this.#answers(line))) this.#endWaits();
    }
    throw new Error('the story does not come to an end');
  }

  /** Types a line that answers a question truly; of an attempt that became a webhook, the `id` is declared instead. */
  #answers(line: string): boolean {
    const [verb, name = '', id = ''] = line.split(' ');
    const { attempt } = this.#state()[name] ?? {};
    const isAttempt = id === attempt?.id;
    if (verb === 'keep' || (verb === 'gone' && !isAttempt)) return false;
    const arrived = this.#server.webhooks.find(({ url }) => isAttempt && url === attempt?.body.url);
    if (arrived === undefined) this.#decisions.push(line);
    else (this.#webhooks[name] as Declared).id = arrived.id;
    return true;
  }

  async #run(inputs: Record<string, string>, kill: boolean): Promise<RunResult> {
    this.#runs += 1;
    const environments = { sandbox: { decisions: this.#decisions } };
    writeManifest(this.#workspace, manifestFor(this.#webhooks, environments));
    const state = this.#kind === 'git' ? 'git' : 'file:state/webhooks.json';
    const options = stateRun(this.#remote, {
      inputs: { ...inputs, state, concurrency: String(1 + this.#upTo(4)) },
      env: { ...runNumber(this.#runs), RUNNER_TEMP: this.#temporary },
    });
    const running = startAction(registerOptions(this.#server, this.#workspace, options));
    const disarm = kill ? this.#arm(running.kill) : undefined;
    const result = await running.done;
    disarm?.();
    if (result.signal === 'SIGKILL') this.kills += 1;
    else this.#spanMs = result.durationMs;
    assertClean(result, this.#server);
    if (this.#random() < 0.5) await this.#wait();
    return result;
  }

  /** Chooses the moment: a time, a request, a reply, or a file that git or the store touches. */
  #arm(kill: () => void): () => void {
    const moment = this.#pick(['time', 'request', 'reply', 'file', 'file'] as const);
    const late = this.#random() < 0.5 ? 0 : this.#upTo(8);
    const timers: NodeJS.Timeout[] = [];
    const strike = (ms: number) => timers.push(setTimeout(kill, ms));
    const countdown = (most: number) => {
      let left = 1 + this.#upTo(most);
      return () => {
        left -= 1;
        if (left === 0) {
          if (late === 0) kill();
          else strike(late);
        }
      };
    };
    const count = Object.keys(this.#webhooks).length;
    const watchers =
      moment === 'file'
        ? [this.#root, this.#remote.git].map((folder) =>
            watch(folder, { recursive: true }, countdown(this.#kind === 'git' ? 30 : 8)),
          )
        : [];
    if (moment === 'time') strike(this.#random() * this.#spanMs);
    if (moment === 'request') this.#onRequest = countdown(count);
    if (moment === 'reply') this.#onReply = countdown(count);
    return () => {
      this.#onRequest = undefined;
      this.#onReply = undefined;
      for (const timer of timers) clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    };
  }

  /** What was on its way when a run was killed arrives, and what git had begun ends. */
  async #wait(): Promise<void> {
    await quiet(this.#root);
    let requests: number;
    do {
      requests = this.#requests;
      await delay(20);
    } while (this.#pending > 0 || requests !== this.#requests);
  }

  #state(): StateDocument['webhooks'] {
    if (this.#kind === 'git') return stateIn(this.#remote.git)?.webhooks ?? {};
    try {
      return this.#file().webhooks;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
  }

  #file(): StateDocument {
    return JSON.parse(readFileSync(this.#path, 'utf8')) as StateDocument;
  }

  #endWaits(): void {
    if (Object.keys(this.#state()).length === 0) return;
    if (this.#kind === 'git') editState(this.#remote.git, endWaitsIn);
    else {
      const state = this.#file();
      endWaitsIn(state);
      writeFileSync(this.#path, JSON.stringify(state));
    }
  }

  #ids(): Record<string, string | undefined> {
    const records = Object.entries(this.#state());
    return Object.fromEntries(records.map(([name, record]) => [name, record?.current?.id]));
  }

  /** No webhook twice, and each that exists is in state with its ID or is marked as one that may exist. */
  #expectNothingLost(): void {
    expect(repeatedUrls(this.#server)).toEqual([]);
    const state = this.#state();
    for (const { url, id } of this.#server.webhooks) {
      const found = Object.entries(this.#webhooks).find(
        ([, declared]) => url.startsWith(declared.url ?? '') || declared.url?.startsWith(url),
      );
      const record = state[found?.[0] ?? ''];
      const isKnown = allIds(record).includes(id) || record?.attempt?.body.url === url;
      expect(isKnown, `${id} of ${url} in ${JSON.stringify(state)}`).toBe(true);
    }
  }

  /** Every webhook is registered under its name, and what it replaced is remembered. */
  #expectAll(before: Record<string, string | undefined>): void {
    this.#expectNothingLost();
    const state = this.#state();
    const { webhooks } = this.#server;
    for (const [name, { url }] of Object.entries(this.#webhooks)) {
      const record = state[name];
      expect(record).not.toHaveProperty('attempt');
      expect(record?.current?.id).toBe(webhooks.find((webhook) => webhook.url === url)?.id);
      if (before[name] !== undefined) expect(allIds(record)).toContain(before[name]);
    }
    if (this.#kind === 'git') {
      const objects = allObjectsOf(this.#remote.git);
      for (const { secret } of webhooks) expect(objects).not.toContain(secret);
    }
  }

  /** A whole number from 0 up to `most`, exclusive. */
  #upTo(most: number): number {
    return Math.floor(this.#random() * most);
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#upTo(choices.length)] as T;
  }
}

/** Every webhook that a record remembers as active. */
function allIds(record: WebhookRecord | undefined): string[] {
  const { current, replaced = [] } = record ?? {};
  return current === undefined ? replaced : [current.id, ...replaced];
}

test('killed at any moment, nothing is created twice and no ID is lost', async () => {
  let kills = 0;
  let stories = 0;
  const lane = async () => {
    while (kills < wanted) {
      stories += 1;
      const number = stories;
      try {
        const more = await new Story(number).tell();
        kills += more;
      } catch (error) {
        throw new Error(`story ${number} of FUZZ_SEED=${seed}`, { cause: error });
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  process.stdout.write(`${kills} kills in ${stories} stories\n`);
  expect(kills).toBeGreaterThanOrEqual(wanted);
}, 600_000);

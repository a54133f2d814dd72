/** Runs that are cancelled or killed: at moments that matter, and at any. */
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningAction } from '../../testing/runner/index.ts';
import { hurried } from '../../testing/time.ts';
import { seed } from '../fuzz.ts';
import { inPush, pushedInBetween } from './git.ts';
import { type Asked, eachWithEach, type Fault, type Group, type Scene, urlOf } from './scene.ts';
import { settle } from './trial.ts';

/** How a run is struck. */
type Blow = (running: RunningAction) => void;

const blows: Record<string, Blow> = {
  SIGINT: (running) => running.signal('SIGINT'),
  SIGKILL: (running) => running.kill(),
};

const otherBlows: Record<string, Blow> = {
  SIGTERM: (running) => running.signal('SIGTERM'),
  SIGHUP: (running) => running.signal('SIGHUP'),
  'SIGINT-twice': (running) => {
    running.signal('SIGINT');
    running.signal('SIGINT');
  },
  'SIGINT-then-SIGKILL': (running) => {
    running.signal('SIGINT');
    setTimeout(() => running.kill(), 40);
  },
};

/** Calls `strike` at a moment of the run that is to come. */
type Moment = (scene: Scene, strike: () => void) => void;

/** Calls `act` for a request by its number, and lets the others pass. */
function onRequest(wanted: number, act: (asked: Asked, strike: () => void, scene: Scene) => unknown): Moment {
  return (scene, strike) => {
    scene.onConduit = (asked) => (asked.number === wanted ? act(asked, strike, scene) : asked.next());
  };
}

/** Just after a reply, by its number, or so many milliseconds later. */
function afterReply(number: number, ms = 0): Moment {
  return onRequest(number, ({ reply, next }, strike) => {
    reply.once('finish', () => (ms === 0 ? strike() : setTimeout(strike, ms)));
    next();
  });
}

/** The remote takes a moment over a push, by its number, in which `strike` is called. */
function duringPush(number: number, hook: string): Moment {
  return (scene, strike) => {
    const file = join(scene.git, 'moment');
    scene.addHook(hook, inPush(number, `touch '${file}'; sleep 0.3`));
    scene.later(0, async () => {
      for (let tries = 0; tries < 2000 && !existsSync(file); tries += 1) await delay(5);
      strike();
    });
  };
}

/** Results are pushed while the other requests are on their way. */
function inTheBackground(moment: Moment): Moment {
  return (scene, strike) => {
    scene.env = hurried;
    pushedInBetween(scene);
    moment(scene, strike);
  };
}

const moments: Record<string, Moment> = {
  'as-a-request-comes': onRequest(2, ({ next }, strike, scene) => {
    strike();
    scene.later(100, next);
  }),
  'as-a-webhook-is-created': onRequest(2, (asked, strike, scene) => {
    const body = JSON.stringify(asked.create());
    strike();
    scene.later(100, () => asked.send(201, body));
  }),
  'as-a-reply-goes': afterReply(2),
  'as-the-last-reply-goes': afterReply(4),
  'soon-after-the-last-reply': afterReply(4, 15),
  'in-a-reply': onRequest(1, (asked, strike, scene) => {
    const text = JSON.stringify(asked.create());
    asked.begin(text, text.slice(0, 30), strike);
    scene.later(100, () => asked.reply.end(text.slice(30)));
  }),
  'while-it-waits-to-slow-down'(scene, strike) {
    scene.onConduit = ({ number, send, next }) => {
      if (number <= 2) return next();
      send(429, '{"errors":[]}', { 'Retry-After': '60' });
      if (number === 4) setTimeout(strike, 50);
    };
  },
};

const gitMoments: Record<string, Moment> = {
  'in-the-push-of-the-requests': duringPush(1, 'pre-receive'),
  'after-the-push-of-the-requests': duringPush(1, 'post-receive'),
  'in-the-push-of-the-results': duringPush(2, 'pre-receive'),
  'after-the-push-of-the-results': duringPush(2, 'post-receive'),
  'while-a-result-waits-to-be-pushed': inTheBackground((scene, strike) => {
    const { onConduit } = scene;
    scene.onConduit = (asked) => {
      asked.reply.once('finish', () => setTimeout(strike, 100));
      onConduit?.(asked);
    };
  }),
  'in-the-push-in-the-background': inTheBackground(duringPush(2, 'pre-receive')),
  'after-the-push-in-the-background': inTheBackground(duringPush(2, 'post-receive')),
};

/** As GitHub gets a request, or once it has answered it. The look after a write tells state when it was. */
function onGitHubCall(wanted: string, isAnswered: boolean): Moment {
  return (scene, strike) => {
    let hasPut = false;
    scene.onGitHub = ({ call }, reply, next) => {
      const isLook = call === 'get' && hasPut;
      hasPut ||= call === 'put';
      if ((isLook ? 'look after put' : call) !== wanted) return next();
      if (isAnswered) {
        reply.once('finish', strike);
        return next();
      }
      strike();
      scene.later(100, next);
    };
  };
}

const gitHubMoments: Record<string, Moment> = {
  'as-the-public-key-is-asked-for': onGitHubCall('public key', false),
  'before-github-stores-a-secret': onGitHubCall('put', false),
  'after-github-stored-a-secret': onGitHubCall('put', true),
  'before-it-sees-when-a-secret-was-stored': onGitHubCall('look after put', false),
  'before-it-records-that-a-secret-was-stored': onGitHubCall('look after put', true),
};

function struck(blow: Blow, moment: Moment): Fault {
  return (scene) => moment(scene, () => scene.first && blow(scene.first));
}

export const signals: Group = {
  stores: 'both',
  faults: {
    ...eachWithEach(blows, moments, struck),
    ...eachWithEach(otherBlows, { 'as-a-reply-goes': afterReply(2) }, struck),
    // Cancelled as the runner does it: SIGINT, and further signals when that does not help.
    'cancelled-while-requests-are-never-answered'(scene) {
      scene.env = hurried;
      scene.onConduit = ({ number, create }) => {
        if (number % 2 === 0) create();
        if (number === 2) scene.first?.cancel();
      };
    },
  },
};

export const signalsAtGit: Group = { stores: 'git', faults: eachWithEach(blows, gitMoments, struck) };

export const signalsAtGitHub: Group = {
  stores: 'git',
  secrets: true,
  faults: eachWithEach(blows, gitHubMoments, struck),
};

/** Numbers from 0 up to 1 that a seed repeats (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How often a story changes its manifest. */
const chapters = 3;

/** Kills of which each chapter has so many, one after the other. */
const killsInARow = 3;

/** A run that is not killed takes about so long, in milliseconds. */
const usualMs = 400;

/** Changes and settles the manifest a few times; on the way, runs are killed at moments that a seed chooses. */
function story(number: number): Fault {
  return async (scene) => {
    const random = randomFrom(seed * 1000 + number);
    await scene.serve();
    for (let chapter = 1; chapter <= chapters; chapter += 1) {
      const inputs = { 'on-change': number % 3 === 0 ? 'replace' : 'ask' };
      scene.inputs = inputs;
      for (let kills = 1; kills <= killsInARow; kills += 1) {
        const running = scene.start();
        const disarm = arm(scene, running.kill, random);
        const result = await running.done;
        disarm();
        await scene.quiet();
        if (result.signal === null) scene.answer(result);
      }
      scene.onConduit = undefined;
      await settle(scene);
      for (const [index, [name, declared]] of Object.entries(scene.declared).entries()) {
        // An `id` that was held does nothing, so that it may stay.
        if (random() < 0.5) delete declared.id;
        if (chapter < chapters && (index + chapter + number) % 3 !== 0) {
          declared.url = urlOf(`${name}/${chapter}`);
        }
      }
      scene.writeManifest();
    }
  };
}

/** Chooses the moment of a kill: a time, a request, a reply, or a file that git or the store touches. */
function arm(scene: Scene, kill: () => void, random: () => number): () => void {
  const upTo = (most: number) => Math.floor(random() * most);
  const [moment, lateMs] = [upTo(5), random() < 0.5 ? 0 : upTo(8)];
  let left = 1 + upTo(moment > 2 ? 30 : 4);
  const timers: NodeJS.Timeout[] = [];
  const strike = () => timers.push(setTimeout(kill, lateMs));
  const countdown = () => {
    left -= 1;
    if (left === 0) strike();
  };
  if (moment === 0) timers.push(setTimeout(kill, random() * usualMs));
  scene.onConduit = ({ reply, next }) => {
    if (moment === 1) countdown();
    if (moment === 2) reply.once('finish', countdown);
    scene.later(upTo(12), next);
  };
  const watcher = moment > 2 ? watch(scene.folder, { recursive: true }, countdown) : { close: () => undefined };
  return () => {
    watcher.close();
    for (const timer of timers) clearTimeout(timer);
  };
}

export const stories: Group = {
  stores: 'by turns',
  faults: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`story-${index + 1}`, story(index + 1)])),
};

/** Runs that are cancelled or killed, at moments that matter. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sendJson } from '../../testing/conduit-server.ts';
import type { RunningAction } from '../../testing/runner/index.ts';
import { hurried } from '../../testing/time.ts';
import { type Fault, inBothStores } from './fault.ts';
import type { Scene } from './scene.ts';

/** How a run is struck. */
const blows: Record<string, (running: RunningAction) => void> = {
  SIGINT: (running) => running.signal('SIGINT'),
  SIGTERM: (running) => running.signal('SIGTERM'),
  SIGKILL: (running) => running.kill(),
};

const otherBlows: typeof blows = {
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
function onRequest(scene: Scene, number: number, act: Scene['onConduit'] & object): void {
  let count = 0;
  scene.onConduit = (asked) => {
    count += 1;
    if (count === number) act(asked);
    else asked.next();
  };
}

/** The remote takes a moment over a push, by its number, in which `strike` is called. */
function inPush(number: number, hook: string): Moment {
  return (scene, strike) => {
    const file = join(scene.git, 'moment');
    scene.addHook(
      hook,
      `n=$(cat '${scene.git}/count' 2>/dev/null || echo 1); echo $((n + 1)) > '${scene.git}/count'; [ "$n" = ${number} ] || exit 0; touch '${file}'; sleep 0.3`,
    );
    const wait = async () => {
      for (let tries = 0; tries < 500 && !existsSync(file); tries += 1) await delay(5);
      strike();
    };
    scene.later(0, wait);
  };
}

const moments: Record<string, Moment> = {
  'as-a-request-comes': (scene, strike) =>
    onRequest(scene, 2, ({ next }) => {
      strike();
      scene.later(100, next);
    }),
  'as-a-webhook-is-created': (scene, strike) =>
    onRequest(scene, 2, (asked) => {
      const body = asked.create();
      strike();
      scene.later(100, () => sendJson(asked.reply, { status: 201, body }));
    }),
  'as-a-reply-goes': (scene, strike) =>
    onRequest(scene, 2, ({ reply, next }) => {
      reply.once('finish', strike);
      next();
    }),
  'as-the-last-reply-goes': (scene, strike) =>
    onRequest(scene, 4, ({ reply, next }) => {
      reply.once('finish', strike);
      next();
    }),
  'soon-after-the-last-reply': (scene, strike) =>
    onRequest(scene, 4, ({ reply, next }) => {
      reply.once('finish', () => setTimeout(strike, 15));
      next();
    }),
  'in-a-reply': (scene, strike) =>
    onRequest(scene, 1, (asked) => {
      const text = JSON.stringify(asked.create());
      asked.reply.writeHead(201, { 'Content-Length': text.length });
      asked.reply.write(text.slice(0, 30), strike);
      scene.later(100, () => asked.reply.end(text.slice(30)));
    }),
  'while-it-waits-to-slow-down': (scene, strike) => {
    let count = 0;
    scene.onConduit = ({ reply, next }) => {
      count += 1;
      if (count <= 2) return next();
      const headers = { 'Retry-After': '60' };
      sendJson(reply, { status: 429, body: { errors: [] }, headers });
      if (count === 4) setTimeout(strike, 50);
    };
  },
};

const gitMoments: Record<string, Moment> = {
  'in-the-push-of-the-intents': inPush(1, 'pre-receive'),
  'after-the-push-of-the-intents': inPush(1, 'post-receive'),
  'in-the-push-of-the-results': inPush(2, 'pre-receive'),
  'after-the-push-of-the-results': inPush(2, 'post-receive'),
};

const gitHubMoments: Record<string, Moment> = {
  'before-github-stores-a-secret': (scene, strike) => {
    scene.onGitHub = ({ call }, _, next) => {
      if (call !== 'put') return next();
      strike();
      scene.later(100, next);
    };
  },
  'after-github-stored-a-secret': (scene, strike) => {
    scene.onGitHub = ({ call }, reply, next) => {
      if (call === 'put') reply.once('finish', strike);
      next();
    };
  },
  'as-the-public-key-is-asked-for': (scene, strike) => {
    scene.onGitHub = ({ call }, _, next) => {
      if (call === 'public key') strike();
      scene.later(50, next);
    };
  },
};

function struck(signal: string, blow: (running: RunningAction) => void, all: typeof moments) {
  return Object.entries(all).map(
    ([moment, arm]): Fault => ({
      group: 'signals',
      name: `${signal}-${moment}`,
      arrange(scene) {
        let running: RunningAction | undefined;
        scene.onStart = (started) => {
          running = started;
        };
        arm(scene, () => {
          if (running !== undefined) blow(running);
        });
      },
    }),
  );
}

/** At a time since the start, in milliseconds; at 0 Node.js itself has hardly begun. */
function timed(signal: string, times: readonly number[]): Fault[] {
  return times.map((ms) => ({
    group: 'signals',
    name: `${signal}-after-${ms}-ms`,
    arrange(scene) {
      scene.onStart = (running) => setTimeout(() => blows[signal]?.(running), ms);
    },
  }));
}

/** Cancelled as the runner does it: SIGINT, and further signals when that does not help. */
const cancelled: Fault[] = [
  {
    group: 'signals',
    name: 'cancelled-while-requests-are-never-answered',
    arrange(scene) {
      scene.env = hurried;
      let running: RunningAction | undefined;
      scene.onStart = (started) => {
        running = started;
      };
      let count = 0;
      scene.onConduit = (asked) => {
        count += 1;
        if (count % 2 === 0) asked.create();
        if (count === 2) running?.cancel();
      };
    },
  },
];

export const signalFaults: Fault[] = [
  ...inBothStores([
    ...cancelled,
    ...Object.entries(blows).flatMap(([signal, blow]) => struck(signal, blow, moments)),
    ...timed('SIGKILL', [0, 40, 80, 120, 160, 200, 250, 300]),
    ...timed('SIGINT', [0, 60, 120, 180]),
  ]),
  ...Object.entries(otherBlows).flatMap(([signal, blow]) => struck(signal, blow, moments)),
  ...Object.entries(blows).flatMap(([signal, blow]) => [
    ...struck(signal, blow, gitMoments),
    ...struck(signal, blow, gitHubMoments).map((fault): Fault => ({ ...fault, secrets: true })),
  ]),
];

/** Several runs on one state: side by side, one after the other, out of turn; and clocks that are wrong or jump. */
import { printedIn } from '../../testing/decisions.ts';
import { refusal, sendReply } from '../../testing/github-server.ts';
import { manifestFor } from '../../testing/manifests.ts';
import { withTime } from '../../testing/time.ts';
import { lose } from './conduit.ts';
import { at } from './github.ts';
import { type Fault, type Group, type Scene, urlOf } from './scene.ts';

/** Runs that meet, since replies take a moment. */
function together(runs: number, env: Record<string, string> = {}): Fault {
  return (scene) => {
    scene.onConduit = ({ next }) => scene.later(40, next);
    scene.env = env;
    for (let others = runs - 1; others > 0; others -= 1) scene.later(0, () => scene.run());
  };
}

/** Once a request has come, another run begins, and ends before the reply. */
function inBetween(before: Fault): Fault {
  return (scene) => {
    let other: Promise<unknown> | undefined;
    scene.onConduit = ({ next }) => {
      if (other === undefined) {
        before(scene);
        other = scene.run();
      }
      scene.later(0, async () => {
        await other;
        next();
      });
    };
  };
}

/** All is registered, payments changed, and its replacement decided. */
async function replacing(scene: Scene): Promise<void> {
  await scene.registered();
  const { payments } = scene.declared;
  if (payments !== undefined) payments.url = urlOf('payments/2');
  scene.decisions.push(`replace payments ${scene.state()?.webhooks.payments?.current?.id}`);
  scene.writeManifest();
}

/** What became of a request is not known, and a person has answered for payments. */
function answered(isCreated: boolean): Fault {
  return async (scene) => {
    scene.onSome((asked) => (isCreated ? lose(asked) : asked.drop()));
    await scene.serve();
    scene.answer(await scene.run());
    scene.onConduit = undefined;
  };
}

/** A fault that begins when another one has made the scene. */
function after(before: Fault, then: Fault): Fault {
  return async (scene) => {
    await before(scene);
    await then(scene);
  };
}

/** The first run from here on is killed as a webhook is created, or as its request comes. */
function killed(isCreated: boolean): Fault {
  return async (scene) => {
    await scene.serveAnyhow();
    const doomed = scene.start();
    scene.onConduit = (asked) => {
      if (isCreated) asked.create();
      doomed.kill();
    };
    await doomed.done;
    scene.onConduit = undefined;
  };
}

/** An older run comes late: it sends and records nothing. */
async function olderRun(scene: Scene): Promise<void> {
  await replacing(scene);
  const before = scene.webhooks.length;
  scene.env = { GITHUB_RUN_ID: '8000' };
  const result = await scene.run();
  scene.expect(result.exitCode === 1, 'an older run that should change something is green');
  scene.expect(scene.webhooks.length === before, 'an older run created something');
  scene.expect(scene.state()?.run.id === '9001', 'an older run wrote the state');
}

export const races: Group = {
  stores: 'both',
  faults: {
    'two-at-once': together(2),
    'four-at-once': together(4),
    'three-jobs-of-one-workflow-run': together(3, { GITHUB_RUN_ID: '9999' }),
    'another-begins-in-between': inBetween(() => undefined),
    'one-of-other-webhooks-in-between': inBetween((scene) => {
      scene.writeManifest(manifestFor({ other: { events: ['*'] } }));
      scene.undo(() => scene.writeManifest());
    }),
    'two-begin-as-one-is-killed': after(killed(false), together(2)),
    'two-at-once-with-replace': after(replacing, together(2)),
    'two-at-once-with-gone': after(answered(false), together(2)),
    'two-at-once-with-the-id': after(answered(true), together(2)),
    'another-begins-in-between-with-replace': after(
      replacing,
      inBetween(() => undefined),
    ),
    'killed-with-replace-and-created': after(replacing, killed(true)),
    'killed-with-replace-and-not-created': after(replacing, killed(false)),
    'killed-with-gone': after(answered(false), killed(true)),
    'an-older-run-comes-late': olderRun,
    async 'an-older-run-is-on-its-way-as-a-newer-one-is-killed'(scene) {
      await killed(true)(scene);
      scene.env = { GITHUB_RUN_ID: '8000' };
    },
  },
};

const minute = 60_000;
const hour = 60 * minute;
const year = 365 * 24 * hour;

function clock(time: Parameters<typeof withTime>[0], act: Fault = () => undefined): Fault {
  return (scene) => {
    scene.env = withTime(time);
    return act(scene);
  };
}

/** A run was killed, and so much later the next one asks, or waits. */
function laterRun(shiftMs: number, asks: boolean): Fault {
  return async (scene) => {
    await killed(true)(scene);
    scene.env = withTime({ shiftMs });
    const before = scene.webhooks.length;
    const printed = printedIn(await scene.run());
    scene.expect(printed.length > 0 === asks, `it prints ${printed} after ${shiftMs / minute} min`);
    scene.expect(scene.webhooks.length === before, 'a request was sent again');
  };
}

export const clocks: Group = {
  stores: 'by turns',
  faults: {
    ...Object.fromEntries(
      Object.entries({
        'an-hour-ahead': { shiftMs: hour },
        'a-year-behind': { shiftMs: -year },
        'a-century-ahead': { shiftMs: 100 * year },
        'before-1970': { shiftMs: -80 * year },
        'jumps-ahead-a-day': { shiftMs: 24 * hour, afterLooks: 4 },
        'jumps-back-a-day': { shiftMs: -24 * hour, afterLooks: 4 },
        'jumps-back-to-1976': { shiftMs: -50 * year, afterLooks: 1 },
      }).flatMap(([how, time]): [string, Fault][] => [
        [how, clock(time)],
        [
          `${how}-and-replies-are-lost`,
          clock(time, (scene) => {
            scene.onConduit = lose;
          }),
        ],
      ]),
    ),
    'jumps-back-while-it-is-throttled-until-a-date': clock({ shiftMs: -hour, afterLooks: 4 }, (scene) => {
      scene.onConduit = ({ number, next, send }) => {
        if (number > 1) return next();
        send(429, '{"errors":[]}', { 'Retry-After': new Date(Date.now() + 1000).toUTCString() });
      };
    }),
    'nine-minutes-after-a-kill': laterRun(9 * minute, false),
    'an-hour-before-a-kill': laterRun(-hour, false),
    'eleven-minutes-after-a-kill': laterRun(11 * minute, true),
    'a-day-after-a-kill': laterRun(24 * hour, true),
  },
};

/** Nothing is stored, on a clock that is wrong. */
function unstored(shiftMs: number): Fault {
  return at('put', (_, reply) => sendReply(reply, refusal(403, 'Forbidden')), withTime({ shiftMs }));
}

export const clocksAtGitHub: Group = {
  stores: 'git',
  secrets: true,
  faults: {
    'an-hour-ahead': clock({ shiftMs: hour }),
    'an-hour-ahead-and-nothing-is-stored': unstored(hour),
    'an-hour-behind': clock({ shiftMs: -hour }),
    'an-hour-behind-and-nothing-is-stored': unstored(-hour),
  },
};

/** A clock that is wrong from the start, or that jumps in mid-run. */
import { refusal, sendJson } from '../../testing/conduit-server.ts';
import { refusal as gitHubRefusal, sendReply } from '../../testing/github-server.ts';
import { withTime } from '../../testing/time.ts';
import { type Fault, inStoresByTurns } from './fault.ts';
import type { Scene } from './scene.ts';

const hour = 3_600_000;
const day = 24 * hour;
const year = 365 * day;

const wrong: Record<string, number> = {
  'an-hour-ahead': hour,
  'an-hour-behind': -hour,
  'a-year-ahead': year,
  'a-year-behind': -year,
  'a-century-ahead': 100 * year,
  'before-1970': -80 * year,
};

const jumps: Record<string, number> = {
  'ahead-a-day': day,
  'back-a-day': -day,
  'back-to-1976': -50 * year,
};

/** What goes on beside the clock, for it to matter. */
const meanwhile: Record<string, (scene: Scene) => void> = {
  'and-all-is-well': () => undefined,
  'and-replies-are-lost': (scene) => {
    scene.onConduit = (asked) => {
      asked.create();
      asked.reply.socket?.destroy();
    };
  },
  'and-the-api-throttles-until-a-date': (scene) => {
    let count = 0;
    scene.onConduit = ({ reply, next }) => {
      count += 1;
      if (count > 1) return next();
      const headers = { 'Retry-After': new Date(Date.now() + 1000).toUTCString() };
      sendJson(reply, { ...refusal(429, 'too_many_requests', 'Wait.'), headers });
    };
  },
};

function clock(
  name: string,
  fault: Parameters<typeof withTime>[0],
  act: (scene: Scene) => void,
): Fault {
  return {
    group: 'clocks',
    name,
    arrange(scene) {
      scene.env = withTime(fault);
      act(scene);
    },
  };
}

const all = Object.entries(meanwhile).flatMap(([what, act]) => [
  ...Object.entries(wrong).map(([how, shiftMs]) => clock(`${how}-${what}`, { shiftMs }, act)),
  ...Object.entries(jumps).flatMap(([how, shiftMs]) =>
    [1, 4].map((afterLooks) =>
      clock(`jumps-${how}-after-${afterLooks}-looks-${what}`, { shiftMs, afterLooks }, act),
    ),
  ),
]);

const withSecrets = Object.entries(wrong).map(
  ([how, shiftMs]): Fault => ({
    ...clock(`${how}-and-github-stores-secrets`, { shiftMs }, () => undefined),
    secrets: true,
  }),
);

/** GitHub does not store the secrets, so a person does it; a GitHub secret of an earlier webhook is there already. */
const unstored = ['an-hour-ahead', 'an-hour-behind', 'a-year-behind'].map(
  (how): Fault => ({
    ...clock(`${how}-and-github-stores-nothing`, { shiftMs: wrong[how] ?? 0 }, (scene) => {
      scene.github.set('PAYMENTS_SECRET', 'of an earlier webhook', Date.now() - 60_000);
      scene.inputs = { replace: 'payments' };
      scene.onGitHub = ({ call }, reply, next) => {
        if (call === 'put') sendReply(reply, gitHubRefusal(403, 'Forbidden'));
        else next();
      };
    }),
    secrets: true,
  }),
);

export const clockFaults: Fault[] = [...inStoresByTurns(all), ...withSecrets, ...unstored];

/** Starts main, and sees to it that a run counts as failed until it is proven to have succeeded. */
import { main } from './action/main.ts';
import { createRunner } from './action/runner.ts';
import { annotationTitle } from './report/annotations.ts';
import { crashPage, type Sent } from './report/stops.ts';
import { crashOf } from './safe/crash.ts';

process.exitCode = 1;

/** Time for requests on their way once the run is cancelled: the runner waits 7.5 s before its next signal. */
const graceMs = 5000;

const cancelled = new AbortController();
const expired = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (cancelled.signal.aborted) return;
    process.stdout.write(
      `Run cancelled. No new requests will start. Requests in progress have ${graceMs / 1000} s to finish.\n`,
    );
    cancelled.abort('the run was cancelled');
    setTimeout(() => expired.abort(), graceMs).unref();
  });
}

// The runner reads stderr before stdout, where masks are: nothing is ever written there, and what an error says
// may hold a secret, so of one of ours only its class and its frames are shown.
process.removeAllListeners('warning');
process.on('warning', () => undefined);
const runner = createRunner(process.env);
const sent: Sent = new Map();
let hasCrashed = false;
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    hasCrashed = true;
    process.exitCode = 1;
    try {
      runner.tell(crashPage(crashOf(error), sent));
    } catch {
      process.stdout.write(`::error title=${annotationTitle}::The action failed because of an error of its own.\n`);
    }
  });
}
process.stdout.on('error', () => undefined);

const oldestNode = 24;
if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  // The runner takes node20 for node24 on 32-bit ARM (NodeUtil.cs).
  process.stdout.write(
    `::error title=${annotationTitle}::This action needs Node.js ${oldestNode}, but the runner provides ${process.versions.node}. Update the runner to 2.327.1 or newer. 32-bit ARM runners are not supported.\n`,
  );
} else {
  const { env } = process;
  main({ env, runner, cancelled: cancelled.signal, expired: expired.signal, sent }).then((exitCode) => {
    if (!hasCrashed) process.exitCode = exitCode;
  });
}

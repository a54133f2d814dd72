/** Loaded into the action before its bundle: a clock that is wrong or jumps, and waits that are cut short. */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import type { TimeFault } from './time.ts';

const fault = JSON.parse(process.env.FAULT_TIME ?? '{}') as TimeFault;
const { shiftMs = 0, afterLooks = 0, speed = 1 } = fault;

const realNow = Date.now;
let looks = 0;

function now(): number {
  looks += 1;
  return realNow() + (looks > afterLooks ? shiftMs : 0);
}

globalThis.Date = new Proxy(Date, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

if (speed !== 1) {
  const { setTimeout: realTimeout } = globalThis;
  globalThis.setTimeout = new Proxy(realTimeout, {
    apply: (target, self, [callback, ms = 0, ...rest]: Parameters<typeof realTimeout>) =>
      Reflect.apply(target, self, [callback, ms / speed, ...rest]),
  });
  const { setTimeout: realDelay } = timers;
  timers.setTimeout = (ms = 0, ...rest) => realDelay(ms / speed, ...rest);
  syncBuiltinESMExports();
}

import { systemClock } from '../clients/clock.ts';

/**
 * `target`, with each of its calls told to `debug`: its name, how it ended and how long it took. Never what it was given
 * or gave, which may be secret.
 */
export function traced<T extends object>(what: string, target: T, debug: (step: string) => void): T {
  const { elapsed } = systemClock;
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        const step = `${what}.${String(key)}`;
        const began = elapsed();
        const ended = (how: string) => debug(`${step}: ${how}, ${Math.round(elapsed() - began)} ms`);
        debug(`${step} begins`);
        const result: unknown = Reflect.apply(value, object, given);
        if (result instanceof Promise) {
          result.then(
            (one) => ended(endOf(one)),
            () => ended('failed'),
          );
        } else ended('done');
        return result;
      };
    },
  });
}

/** The word that a result has for what it is. */
function endOf(result: unknown): string {
  const { kind } = Object(result) as { kind?: unknown };
  if (result === 'moved') return result;
  return typeof kind === 'string' ? kind : 'done';
}

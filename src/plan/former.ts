/** Finds the webhook that a new name seems to stand for: one that is recorded and no longer declared. */
import type { Declaration } from '../manifest/declarations.ts';
import type { SecretSlot, WebhookRecord } from '../state/document.ts';
import { likenessKeys } from '../webhook/body.ts';
import { describeDeclared, type Former } from './facts.ts';

interface Known {
  records: ReadonlyMap<string, WebhookRecord>;
  slots: ReadonlyMap<string, SecretSlot>;
  declared: ReadonlyMap<string, Declaration>;
  held: ReadonlySet<string>;
  keyOf(declaration: Declaration): string | undefined;
}

/**
 * The likeliest comes first: one with the declared `id`; with the declared body; with its URL; the one whose signing
 * secret is in its GitHub secret. A standing request counts, too. An `id` that was never held names another webhook,
 * unless it may be what became of a request. Finds it without a look at all that is recorded.
 */
export function formerFinder(known: Known): (declaration: Declaration) => Former | undefined {
  const { records, slots, declared, held } = known;
  /** Names by what they are alike in, the first one last: all of them, and those of which a request stands. */
  const [all, requested] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const [name, { current, request }] of [...records].reverse()) {
    if (declared.has(name)) continue;
    for (const one of [current, request]) {
      if (one === undefined) continue;
      const keys = likenessKeys(one).map((key) => `body ${key}`);
      for (const likeness of [...keys, `url ${String(one.body.url)}`, `id ${one.id}`]) {
        for (const named of request === undefined ? [all] : [all, requested]) {
          const names = named.get(likeness);
          if (names === undefined) named.set(likeness, [name]);
          else if (names.at(-1) !== name) names.push(name);
        }
      }
    }
  }
  return (declaration) => {
    const { id } = declaration;
    const described = describeDeclared(declaration);
    const owner = slots.get(known.keyOf(declaration) ?? '')?.owner;
    const likenesses = [
      ...(id === undefined ? [] : [`id ${id}`]),
      ...likenessKeys(described).map((key) => `body ${key}`),
      `url ${String(described.body.url)}`,
      ...(owner === undefined ? [] : [`id ${owner}`]),
    ];
    const mustBeRequest = id !== undefined && !held.has(id);
    for (const likeness of likenesses) {
      const names = (mustBeRequest ? requested : all).get(likeness) ?? [];
      for (let name = names.at(-1); name !== undefined; name = names.at(-1)) {
        const record = records.get(name);
        const one = record?.request ?? (mustBeRequest ? undefined : record?.current);
        if (record !== undefined && one !== undefined) return { name, record };
        // What has moved to another name since, or is gone, does not come back.
        names.pop();
      }
    }
    return undefined;
  };
}

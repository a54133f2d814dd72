/** Manifests of any size, the same for each size. */
import { events } from '../../src/generated/api.ts';

/** `count` webhooks with 1 to 28 events each, in turn; with `broken`, one wrong event in each. */
export function manifestOf(count: number, broken: boolean): string {
  const webhooks: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const names: string[] = events.slice(0, 1 + (index % events.length));
    if (broken) names[names.length - 1] = 'transaction.complete';
    webhooks.push(
      `  webhook-${index}:\n    url: https://hooks.example.com/conduit/${index}\n    status: enabled\n    events:\n` +
        names.map((name) => `      - ${name}\n`).join(''),
    );
  }
  return `webhooks:\n${webhooks.join('')}`;
}

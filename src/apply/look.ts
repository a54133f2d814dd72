/** Looks at Conduit: reads webhooks by their IDs, each once a run. */
import type { ConduitReader } from '../clients/conduit.ts';
import type { Reading } from '../clients/reply.ts';

export interface Look {
  /** What Conduit says of these, and of all that were read before. What it denied to say ends the reading. */
  read(ids: readonly string[]): Promise<ReadonlyMap<string, Reading>>;
}

/** Reads `concurrency` at a time; `connect` is called when there is something to read. */
export function openLook(connect: () => Promise<ConduitReader>, concurrency: number): Look {
  const readings = new Map<string, Reading>();
  let isDenied = false;
  return {
    async read(ids) {
      const left = [...new Set(ids)].filter((id) => !readings.has(id));
      if (left.length === 0 || isDenied) return readings;
      const client = await connect();
      const queue = left.values();
      async function work(): Promise<void> {
        for (const id of queue) {
          if (isDenied) return;
          const reading = await client.read(id);
          readings.set(id, reading);
          isDenied ||= reading.kind === 'denied';
        }
      }
      try {
        await Promise.all(Array.from({ length: concurrency }, work));
      } finally {
        client.close();
      }
      return readings;
    },
  };
}

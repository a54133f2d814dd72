/** No state: every run creates all that is declared. For environments that are thrown away. */
import type { StateStore } from './store.ts';

export const noStore: StateStore = {
  place: 'nowhere',
  remembers: false,
  patienceMs: 0,
  read: async () => ({ revision: '' }),
  write: async (text) => ({ text, revision: '' }),
  close: () => undefined,
};

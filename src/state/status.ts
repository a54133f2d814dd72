/** What becomes of one webhook, and what each case means to those who read about it. */

/** The lists of names that are step outputs. */
export type NameList = 'to-create' | 'created' | 'unchanged' | 'undecided' | 'failed';

/** `+` is to be done, `✓` done, `=` as it was, `?` asked about, `✗` failed, `-` to delete. */
export type Mark = '+' | '✓' | '=' | '?' | '✗' | '-';

interface Meaning {
  mark: Mark;
  word: string;
  /** The outputs that name the webhook. */
  lists: readonly NameList[];
  /** Whether the run fails. */
  fails: boolean;
  /** What a headline counts it as; absent where something else about it is counted. */
  counted?: string;
}

/** In the order in which a headline counts them. */
export const statuses = {
  created: { mark: '✓', word: 'created', lists: ['created'], fails: false, counted: 'created' },
  /** It was created, but its GitHub secret does not hold its signing secret. */
  'not-stored': {
    mark: '✗',
    word: 'not stored',
    lists: ['created', 'undecided', 'failed'],
    fails: true,
    counted: 'created',
  },
  adopted: { mark: '✓', word: 'adopted', lists: ['unchanged'], fails: false, counted: 'adopted' },
  'to-create': { mark: '+', word: 'to create', lists: ['to-create'], fails: false, counted: 'to create' },
  'to-adopt': { mark: '+', word: 'to adopt', lists: ['unchanged'], fails: false, counted: 'to adopt' },
  /** To be created, but a question or an error stops the run. */
  blocked: { mark: '+', word: 'blocked', lists: ['to-create'], fails: false, counted: 'blocked' },
  /** The API said that it created nothing. */
  rejected: { mark: '✗', word: 'rejected', lists: ['failed'], fails: true, counted: 'rejected' },
  /** No request was sent. */
  unsent: { mark: '✗', word: 'not sent', lists: ['failed'], fails: true, counted: 'not sent' },
  /** A request was started, and its result is not known. */
  unconfirmed: { mark: '?', word: 'unconfirmed', lists: ['undecided'], fails: true },
  /** A question about it is open, or one that comes before all others. */
  undecided: { mark: '?', word: 'not checked', lists: ['undecided'], fails: true },
  /** An error that no decision can settle is about it. */
  faulty: { mark: '✗', word: 'error', lists: ['undecided'], fails: true },
  /** A newer run has updated the state. */
  outdated: { mark: '✗', word: 'outdated', lists: ['undecided'], fails: true },
  unchanged: { mark: '=', word: 'unchanged', lists: ['unchanged'], fails: false, counted: 'unchanged' },
} as const satisfies Record<string, Meaning>;

export type Status = keyof typeof statuses;

/** What a status means. */
export function meaningOf(status: Status): Meaning {
  return statuses[status];
}

/** What a plan can foresee of a webhook. */
export type PlannedStatus = Extract<
  Status,
  'to-create' | 'to-adopt' | 'unchanged' | 'undecided' | 'faulty' | 'outdated'
>;

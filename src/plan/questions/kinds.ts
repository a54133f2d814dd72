/** Every kind of question, in the order in which they are asked. Imports nothing: the report's schema is made from it. */
export const questionKinds = [
  'state-mismatch',
  'unconfirmed',
  're-added',
  'renamed',
  'id-differs',
  'changed',
  'not-stored',
] as const;

export type QuestionKind = (typeof questionKinds)[number];

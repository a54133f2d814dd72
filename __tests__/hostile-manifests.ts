/** Manifests whose texts attack the log, the annotations or the summary. */

/** Commands of the runner and of terminals, as a quoted text of YAML has them. */
const commands = [
  '::stop-commands::x',
  '\\r::stop-commands::x',
  '\\n::set-output name=valid::true',
  '\\u2028::error::x',
  '\\x85::add-mask::valid',
  '##[add-mask]valid',
  'text ##[error]x',
  '\\e[2J\\x07\\b',
  '%0A::error::x%0D',
  '\\u202e\\u200b\\ufeff',
];

/** A webhook of its own, with these fields beside or in place of the usual ones. */
function webhook(name: string, fields: Record<string, string>): string {
  const all = { url: `https://a.example/${name}`, events: "['*']", status: 'enabled', ...fields };
  return `${name}: { ${Object.entries(all).map(([key, value]) => `${key}: ${value}`)} }`;
}

type Entry = (text: string, name: string) => string;

/** What has a text in it: an entry of the webhooks. */
const webhookPlaces: Record<string, Entry> = {
  'a name': (text) => `"${text}": { url: https://a.example, events: ['*'], status: enabled }`,
  'a field': (text, name) => webhook(name, { [`"${text}"`]: '1' }),
  'an event': (text, name) => webhook(name, { events: `["${text}"]` }),
  'a status': (text, name) => webhook(name, { status: `"${text}"` }),
  'a URL': (text, name) => webhook(name, { url: `"${text}"` }),
  'an organization': (text, name) => webhook(name, { organizationId: `"${text}"` }),
  'a secret’s name': (text, name) => webhook(name, { secret: `"${text}"` }),
  'an environment': (text, name) => webhook(name, { environments: `{ "${text}": {} }` }),
  'an ID': (text, name) => webhook(name, { environments: `{ live: { id: "${text}" } }` }),
  'a value of another kind': (text, name) => `${name}: "${text}"`,
};

/** The same at the top of the manifest. */
const topPlaces: Record<string, Entry> = {
  'a top field': (text) => `"${text}": 1`,
  'a repeated key': (text) => `"${text}": 1, "${text}": 2`,
};

/** Each place with half of the commands, of which each is annotated then. */
export const hostilePlaces: Array<[place: string, manifest: string, texts: number]> = [
  commands.slice(0, 5),
  commands.slice(5),
].flatMap((texts) => [
  ...Object.entries(webhookPlaces).map(([place, entry]): [string, string, number] => [
    place,
    `webhooks: { ${texts.map((text, n) => entry(text, `a${n}`)).join(', ')} }`,
    texts.length,
  ]),
  ...Object.entries(topPlaces).map(([place, entry]): [string, string, number] => [
    place,
    `{ webhooks: {}, ${texts.map((text) => entry(text, '')).join(', ')} }`,
    texts.length,
  ]),
]);

/** All of it in one manifest. */
export const everywhereHostile = `webhooks:
${Object.values(webhookPlaces)
  .flatMap((entry, place) => commands.map((text, n) => `  ${entry(text, `a${place}-${n}`)}\n`))
  .join('')}${commands.map((text) => `"${text}": 1\n"${text}": 2\n`).join('')}`;

/** Texts that are no manifest, with commands as they stand. */
export const rawCommands = [
  '::stop-commands::x\n##[add-mask]valid\n',
  '\r::error::x\r::set-output name=valid::true\r',
  'webhooks: {\r::stop-commands::x',
  'webhooks: &::error::x [*nope::y]\n',
  'webhooks: !<tag:::error::x> 1\n',
  '%YAML ::error::\n---\n::warning::x',
  '? [::error::x]\n: ##[error]y\n',
];

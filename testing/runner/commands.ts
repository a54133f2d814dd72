import { NameMap, trim, trimStart } from './dotnet.ts';

/** A workflow command that stood in a line. The name is in lower case: its case does not matter. */
export interface Command {
  name: string;
  properties: NameMap;
  data: string;
}

type Escapes = ReadonlyArray<readonly [escaped: string, plain: string]>;

const DATA: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
];
const PROPERTY: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
];
const BRACKET: Escapes = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
];

/**
 * The command in a line, in either syntax (ActionCommand.cs:51-190). A name that is not registered
 * makes no command: the line is printed as it is.
 */
export function parseCommand(line: string, isRegistered: (name: string) => boolean): Command | undefined {
  return [parseColons(line), parseBrackets(line)].find(
    (command) => command !== undefined && isRegistered(command.name),
  );
}

/** `::name key=value,key=value::data`, at the start of a line but for white space. */
function parseColons(line: string): Command | undefined {
  const text = trimStart(line);
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  if (end < 0) return undefined;
  const [name, properties] = splitInfo(text.slice(2, end));
  return {
    name: name.toLowerCase(),
    properties: parseProperties(trim(properties), ',', PROPERTY),
    data: restore(text.slice(end + 2), DATA),
  };
}

/** `##[name key=value;key=value]data`, anywhere in a line. */
function parseBrackets(line: string): Command | undefined {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  if (end < 0) return undefined;
  const [name, properties] = splitInfo(line.slice(start + 3, end));
  return {
    name: name.toLowerCase(),
    properties: parseProperties(properties, ';', BRACKET),
    data: restore(line.slice(end + 1), BRACKET),
  };
}

function splitInfo(info: string): [name: string, properties: string] {
  const space = info.indexOf(' ');
  return space < 0 ? [info, ''] : [info.slice(0, space), info.slice(space + 1)];
}

function parseProperties(text: string, separator: string, escapes: Escapes): NameMap {
  const properties = new NameMap();
  for (const pair of text.split(separator)) {
    const [, name, value] = /^=*([^=]+)=+([^=].*)$/s.exec(pair) ?? [];
    if (name !== undefined && value !== undefined) properties.set(name, restore(value, escapes));
  }
  return properties;
}

function restore(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}

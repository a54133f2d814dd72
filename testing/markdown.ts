/** What the Markdown files of this project hold. */

export interface FencedBlock {
  language: string;
  /** Without the indentation of the list that it stands in. */
  text: string;
  /** The line of the file that the text begins at, from 0. */
  firstLine: number;
  /** The heading that it stands under. */
  heading: string;
}

const fence = /^( *)```(\w*)\n(.*?)^\1```$/gms;
const headingLine = /^#{1,6} +(.+?) *$/gm;

export function fencedBlocks(markdown: string): FencedBlock[] {
  return [...markdown.matchAll(fence)].map(({ index, 1: indent = '', 2: language = '', 3: code }) => {
    const before = markdown.slice(0, index);
    const text = (code ?? '').replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    const heading = headingsOf(before).at(-1) ?? '';
    return { language, text, firstLine: before.split('\n').length, heading };
  });
}

/** The texts of the headings, in order. */
export function headingsOf(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(headingLine)].map(([, text = '']) => text);
}

/** What follows `#` in links to headings, as GitHub makes it. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headingsOf(markdown)) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The targets of links and pictures. */
export function linksOf(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
}

/** The whole file but what stands in fences: a comment there is no heading. */
function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(fence, '');
}

/** Tells what the action does, in acts that its bundle plays. `--act N` shows one of them. Fails when one fails. */
import { parseArgs, styleText } from 'node:util';
import { openStage } from './demo/stage.ts';
import { acts } from './demo/story.ts';
import { linesOf } from './demo/terminal.ts';

const { values } = parseArgs({ options: { act: { type: 'string' } } });
const last = Number(values.act ?? acts.length);
if (acts[last - 1] === undefined) {
  process.stdout.write(`There are acts 1 to ${acts.length}.\n`);
  process.exit(1);
}

await using stage = await openStage(Date.now());
// An act goes on from where the one before it ended.
for (const [index, act] of acts.slice(0, last).entries()) {
  const views = await act.play(stage);
  if (values.act !== undefined && index < last - 1) continue;
  const title = `${index + 1}  ${act.title}`;
  const lines = views.flatMap((view) => ['', ...linesOf(view)]);
  process.stdout.write(`\n${styleText('bold', title)}\n${act.caption}\n`);
  process.stdout.write(`${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`);
}

/** What the end-to-end tests share is shared with other tests. */
export { temporaryFolder } from '../../testing/folders.ts';
export * from '../../testing/project.ts';
export * from '../../testing/temporary.ts';

/** What the end-to-end tests share is shared with other tests. */
export * from '../../testing/project.ts';

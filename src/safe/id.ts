/** An ID that is kept even of a reply that breaks the spec: nothing that a shell or a log takes for two words. */
export const plainId = /^[a-zA-Z0-9._-]{1,200}$/;

/** How the IDs that we give to requests begin. */
export const requestPrefix = 'req_';

/** 64 bits: no two requests in one state ever have the same. */
export const requestId = /^req_[0-9a-f]{16}$/;

/**
 * The ID of a webhook, also of a reply that breaks the spec: nothing that a shell or a log takes for two words, that
 * leads elsewhere in a path, or that could be a request's.
 */
export const plainId = /^(?!req_|\.+$)[a-zA-Z0-9._-]{1,200}$/;

/** Header of all HTTP requests of the lab: checks get the status that they expect, the lab's requests get a page. */
export const QUESTION_HEADER = "X-Lab-Question";

/** Header of requests that a load balancer forwards; its own checks have none. */
export const FORWARDED_HEADER = "X-Request-ID";

/** Header of all HTTP requests of the lab: checks get the status that they expect, the lab's requests get a page. */
export const QUESTION_HEADER = "X-Lab-Question";

/** Header of requests that a load balancer forwards; its own checks have none. */
export const FORWARDED_HEADER = "X-Request-ID";

/** Header of requests that are not answered before their end, which may never come. */
export const UNENDED_HEADER = "X-Lab-Unended";

/** Response header that a `.htaccess` file of the lab adds, if the web server follows such files. */
export const OVERRIDE_HEADER = "X-Lab-Override";

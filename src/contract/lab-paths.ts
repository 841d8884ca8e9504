/** A folder that every document root has in the lab; web servers complete its name with a slash. */
export const LAB_FOLDER = "/folder-of-the-lab";

/** Links in every document root of the lab, to a file of their own owner and to one of somebody else. */
export const LAB_LINKS = { own: "/link-of-the-lab.html", foreign: "/foreign-link-of-the-lab.html" } as const;

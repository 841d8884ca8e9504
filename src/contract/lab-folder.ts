/** A folder that every document root has in the lab; web servers complete its name with a slash. */
export const LAB_FOLDER = "/folder-of-the-lab";

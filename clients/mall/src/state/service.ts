/** Customer service's number, given when the clients are built. The default cannot be dialled: its block has not been issued. */
export const SERVICE_PHONE: string = import.meta.env.VITE_SERVICE_PHONE ?? '400-500-0000'

export async function walkOnCluster() {}

using GsFramework.Campaign;
using GsFramework.Campaign.Cluster;
using GsFramework.Campaign.Sweeps;

return args switch
{
    [ClusterCommand.Name, .. var rest] => ClusterCommand.Run(rest),
    [SweepTrialsCommand.Name, .. var rest] => SweepTrialsCommand.Run(rest),
    _ => CampaignOptions.Run(args, Campaign.Run),
};

using GsFramework.Campaign;
using GsFramework.Campaign.Cluster;

return args is [ClusterCommand.Name, .. var rest]
    ? ClusterCommand.Run(rest)
    : CampaignOptions.Run(args, Campaign.Run);

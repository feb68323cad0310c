using GsFramework.Campaign;

return CampaignOptions.Run(args, Campaign.Run);

# shellcheck shell=bash
# slurm.conf for tests: small numbers everywhere, nothing outside the folder, nothing that listens beyond the loopback.

# configuration FOLDER PLUGINS PORT HOST USER NODES: the controller listens on PORT, the nodes on those after it.
# HOST is the host name of the controller, and that of each node unless the nodes have names of their own.
configuration() {
    local folder=$1 plugins=$2 port=$3 host=$4 user=$5 nodes=$6 node
    cat <<END
ClusterName=gs
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$user
SlurmdUser=$user
CommunicationParameters=NoCtldInAddrAny

PluginDir=$plugins
AuthType=auth/munge
CredType=cred/munge
# A requeued job waits until the credential of its last start is out of date. That is 120 seconds; 5 is the least.
AuthInfo=socket=$folder/munge/socket,cred_expire=5

StateSaveLocation=$folder/state
SlurmctldPidFile=$folder/state/slurmctld.pid
SlurmctldLogFile=$folder/log/slurmctld
SlurmdPidFile=$folder/spool/%n.pid
SlurmdLogFile=$folder/log/%n
SlurmdSpoolDir=$folder/spool/%n
SlurmctldDebug=verbose
SlurmdDebug=verbose

# Without control groups, accounting and pinned cores, which a test machine may not let us have.
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
# The node with the least to do first, so that few jobs are on several nodes.
SelectTypeParameters=CR_CPU,CR_LLN
SlurmdParameters=config_overrides

ReturnToService=2
SlurmdTimeout=30
SlurmctldTimeout=10
MessageTimeout=10
BatchStartTimeout=10
InactiveLimit=0
KillWait=5
MinJobAge=300
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
PriorityType=priority/basic
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
MaxArraySize=10001
MaxJobCount=20000

END
    for ((node = 1; node <= nodes; node++)); do
        echo "NodeName=node$node NodeHostname=$(host_of "node$node") NodeAddr=127.0.0.1 Port=$((port + node))" \
            "CPUs=4 RealMemory=4000 State=UNKNOWN"
    done
    cat <<END

PartitionName=main Nodes=ALL Default=YES DefaultTime=30 MaxTime=UNLIMITED PriorityTier=1
PartitionName=short Nodes=ALL DefaultTime=1 MaxTime=2 PriorityTier=1
# Takes the place of jobs in the others: they are preempted.
PartitionName=urgent Nodes=ALL DefaultTime=30 MaxTime=UNLIMITED PriorityTier=10
END
}
